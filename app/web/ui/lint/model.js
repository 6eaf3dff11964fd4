// What the rules ask of a diagram: its executable process, who follows whom, and what is ours on an element.

/** The kinds of flow nodes that the engine runs. */
export const NODES = new Set([
  'startEvent', 'endEvent', 'userTask', 'scriptTask', 'serviceTask', 'sendTask', 'businessRuleTask',
  'exclusiveGateway', 'parallelGateway', 'eventBasedGateway', 'intermediateThrowEvent',
  'intermediateCatchEvent', 'boundaryEvent', 'subProcess',
]);

/** The tag of an element, as the XML writes it: `userTask`. */
export function kind(element) {
  const local = element.$type.slice(element.$type.indexOf(':') + 1);
  return local.charAt(0).toLowerCase() + local.slice(1);
}

export const isGateway = (node) => kind(node).endsWith('Gateway');
export const isEvent = (node) => kind(node).endsWith('Event');
export const isTask = (node) => kind(node).endsWith('Task');

/** Where a case rests until somebody or something outside moves it. */
export const waits = (node) => ['userTask', 'intermediateCatchEvent', 'eventBasedGateway'].includes(kind(node));

/** The event definition that counts: the engine reads the first. */
export const definition = (node) => (node.eventDefinitions ?? [])[0];

/** The nearest element that a drawing shows, with an id: not a definition inside an event. */
export function shown(element) {
  let node = element;
  while (node && (!node.id || INSIDE.test(node.$type))) {
    node = node.$parent;
  }
  return node ?? null;
}

const INSIDE = /^traject:|(Definition|Characteristics|Expression|Specification)$/;

/** The tag of that definition: `messageEventDefinition`; undefined where there is none. */
export const definitionKind = (node) => definition(node) && kind(definition(node));

/** What an event listens to or sends, `message x` or `timer x`; null where it does not say. */
export function signal(node) {
  const tag = definitionKind(node);
  if (!tag) return null;
  const name = tag === 'messageEventDefinition' ? definition(node).messageRef?.name : own(node, 'termijn')?.code;
  return name ? { kind: tag, name } : null;
}

export const sameSignal = (one, other) => Boolean(one && other && one.kind === other.kind && one.name === other.name);

/** Our extension with this tag, on the element or on its event definition. */
export const own = (node, tag) => extensions(node).findLast((each) => each.$type.toLowerCase() === `traject:${tag}`);

/** Every extension in our namespace, on the element or on its event definitions. */
export function extensions(node) {
  return [node, ...(node.eventDefinitions ?? [])]
    .flatMap((holder) => holder.extensionElements?.values ?? [])
    .filter((each) => each.$type.startsWith('traject:'));
}

export const interrupts = (boundary) => boundary.cancelActivity !== false;

/** A condition's text; empty where the flow has none. */
export const condition = (flow) => flow.conditionExpression?.body?.trim() ?? '';

const remembered = new WeakMap();

/** The model of a file, made once for all rules. */
export function modelOf(definitions) {
  if (!remembered.has(definitions)) remembered.set(definitions, new Model(definitions));
  return remembered.get(definitions);
}

class Model {
  constructor(definitions) {
    this.definitions = definitions;
    this.processes = (definitions.rootElements ?? []).filter((each) => kind(each) === 'process');
    this.executable = this.processes.filter((each) => each.isExecutable);
    this.process = this.executable[0] ?? null; // the engine reads one process a file
    const collaborations = (definitions.rootElements ?? []).filter((each) => kind(each) === 'collaboration');
    this.pools = collaborations.flatMap((each) => each.participants ?? []);
    this.messageFlows = collaborations.flatMap((each) => each.messageFlows ?? []);
    this.nodes = [];
    this.flows = [];
    this.scopes = []; // the process and its sub-processes
    this.parent = new Map(); // node or flow -> its scope
    this.outgoing = new Map();
    this.incoming = new Map();
    this.attached = new Map(); // activity -> boundary events
    this.allLanes = [];
    this.laneOf = new Map(); // node -> lanes, in the order of the file
    if (this.process) this.#enter(this.process);
    for (const flow of this.flows.filter((each) => each.sourceRef && each.targetRef)) {
      append(this.outgoing, flow.sourceRef, flow);
      append(this.incoming, flow.targetRef, flow);
    }
    for (const node of this.nodes) if (node.attachedToRef) append(this.attached, node.attachedToRef, node);
  }

  #enter(scope) {
    this.scopes.push(scope);
    for (const element of scope.flowElements ?? []) {
      this.parent.set(element, scope);
      if (kind(element) === 'sequenceFlow') this.flows.push(element);
      else if (NODES.has(kind(element))) this.nodes.push(element);
      if (kind(element) === 'subProcess') this.#enter(element);
    }
    for (const set of scope.laneSets ?? []) this.#divide(set);
  }

  #divide(laneSet) {
    for (const lane of laneSet.lanes ?? []) {
      this.allLanes.push(lane);
      for (const node of lane.flowNodeRef ?? []) append(this.laneOf, node, lane);
      if (lane.childLaneSet) this.#divide(lane.childLaneSet);
    }
  }

  out(node) {
    return this.outgoing.get(node) ?? [];
  }

  into(node) {
    return this.incoming.get(node) ?? [];
  }

  targets(node) {
    return this.out(node).map((flow) => flow.targetRef);
  }

  sources(node) {
    return this.into(node).map((flow) => flow.sourceRef);
  }

  boundaries(node) {
    return this.attached.get(node) ?? [];
  }

  lanes(node) {
    return this.laneOf.get(node) ?? [];
  }

  /** The name of the lane that a node lies in; the engine takes the last that names it. */
  role(node) {
    return this.lanes(node).at(-1)?.name;
  }

  ofKind(...kinds) {
    return this.nodes.filter((node) => kinds.includes(kind(node)));
  }

  inScope(scope) {
    return this.nodes.filter((node) => this.parent.get(node) === scope);
  }

  starts(scope) {
    return this.inScope(scope).filter((node) => kind(node) === 'startEvent');
  }

  /** The sub-processes around an element, innermost first. */
  around(element) {
    const found = [];
    for (let scope = this.parent.get(element); scope && scope !== this.process; scope = this.parent.get(scope)) {
      found.push(scope);
    }
    return found;
  }

  /** Where a token can go from a node: along its flows, over its boundaries and into a sub-process. */
  next(node) {
    const inside = kind(node) === 'subProcess' ? this.starts(node) : [];
    return [...this.targets(node), ...this.boundaries(node), ...inside];
  }

  /** All that can be reached from these nodes, themselves included; `next` says how. */
  reach(nodes, next = (node) => this.next(node)) {
    const seen = new Set();
    const pending = [...nodes];
    while (pending.length) {
      const node = pending.pop();
      if (seen.has(node)) continue;
      seen.add(node);
      pending.push(...next(node));
    }
    return seen;
  }
}

function append(map, key, value) {
  if (!map.has(key)) map.set(key, []);
  map.get(key).push(value);
}

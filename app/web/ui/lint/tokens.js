// Following tokens through a process: which joins can wait for ever, and where two tokens meet without a join.
//
// Each process and sub-process by itself, a sub-process seen from outside as one step. Every choice is taken both
// ways, every interrupting event fires and does not. Events that do not interrupt put a token of their own on
// their way; they may fire often, so they are followed apart from the main flow.
import { definition, interrupts, kind } from './model.js';

const MOST = 20_000; // situations followed in one scope; the shipped diagrams have some hundreds

const remembered = new WeakMap();

/** What following the tokens of a model found: nodes that are `stuck` or `doubled`, scopes left `unsure`. */
export function marchOf(model) {
  if (!remembered.has(model)) remembered.set(model, march(model));
  return remembered.get(model);
}

function march(model) {
  const found = { stuck: new Set(), doubled: new Set(), unsure: new Set() };
  for (const scope of model.scopes) {
    const starts = model.starts(scope);
    const apart = model.inScope(scope).filter((node) => kind(node) === 'boundaryEvent' && !interrupts(node));
    for (const start of [...starts, ...apart]) new March(model, found, scope).follow(model.out(start));
    const main = model.reach(starts, (node) => onwards(model, node));
    for (const event of apart) meeting(model, event, main, found);
  }
  return found;
}

/** A way that began beside the main flow and comes into it makes the main flow run twice. */
function meeting(model, event, main, found) {
  for (const node of model.reach([event], (each) => (main.has(each) ? [] : onwards(model, each)))) {
    if (main.has(node) && kind(node) !== 'endEvent') found.doubled.add(node);
  }
}

const onwards = (model, node) => ways(model, node).flat().map((flow) => flow.targetRef).filter(Boolean);

/** Where a token on this node can go: one list of flows for each thing that can happen. */
function ways(model, node) {
  const out = model.out(node);
  if (['exclusiveGateway', 'eventBasedGateway'].includes(kind(node))) return out.map((flow) => [flow]);
  return [out, ...model.boundaries(node).filter(interrupts).map((event) => model.out(event))];
}

const ends = (node) => kind(node) === 'endEvent';
const terminates = (node) => definition(node) && kind(definition(node)) === 'terminateEventDefinition';

/** The situations of one scope. A situation is the flows that carry a token, each as often as it has tokens. */
class March {
  constructor(model, found, scope) {
    Object.assign(this, { model, found, scope, seen: new Set(), pending: [] });
    this.number = new Map(model.flows.map((flow, place) => [flow, place]));
  }

  follow(flows) {
    this.#go(flows);
    while (this.pending.length) {
      if (this.seen.size > MOST) {
        this.found.unsure.add(this.scope);
        return;
      }
      this.#step(this.pending.pop());
    }
  }

  #go(tokens) {
    const known = tokens.filter((flow) => flow.targetRef);
    const key = known.map((flow) => this.number.get(flow)).sort((a, b) => a - b).join();
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.pending.push(known);
  }

  /**
   * One move. Tokens do not hinder each other, so of those that can go on without meeting another it is enough to
   * move the first. Where ways meet a token stays as long as it can: a second one shows itself there.
   */
  #step(tokens) {
    const free = tokens.find(({ targetRef: node }) => ends(node) || this.model.into(node).length === 1);
    if (free) return this.#move(tokens, free);
    const joins = new Set(tokens.map((flow) => flow.targetRef).filter((node) => kind(node) === 'parallelGateway'));
    const full = [...joins].find((join) => this.model.into(join).every((flow) => tokens.includes(flow)));
    if (full) return this.#go([...without(tokens, this.model.into(full)), ...this.model.out(full)]);
    const meeting = tokens.filter((flow) => !joins.has(flow.targetRef));
    const places = meeting.map((flow) => flow.targetRef);
    const twice = places.find((node, place) => places.indexOf(node) < place);
    if (twice) this.found.doubled.add(twice);
    else if (meeting.length) meeting.forEach((flow) => this.#move(tokens, flow));
    else joins.forEach((join) => this.found.stuck.add(join));
  }

  #move(tokens, flow) {
    const node = flow.targetRef;
    if (terminates(node)) return;
    const rest = without(tokens, [flow]);
    if (ends(node)) return this.#go(rest);
    for (const way of ways(this.model, node)) this.#go([...rest, ...way]);
  }
}

/** The tokens without one on each of these flows. */
function without(tokens, flows) {
  const left = [...tokens];
  for (const flow of flows) left.splice(left.indexOf(flow), 1);
  return left;
}

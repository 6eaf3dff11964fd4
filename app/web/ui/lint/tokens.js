// Following tokens through a process: which joins can wait for ever, and where two tokens meet without a join.
//
// Each process and sub-process by itself, a sub-process seen from outside as one step. Every choice is taken both
// ways, every interrupting event fires and does not. Events that do not interrupt put a token of their own on
// their way; they may fire often, so they are followed apart from the main flow.
import { definitionKind, interrupts, kind } from './model.js';

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

const onwards = (model, node) => ways(model, node).flat().map((flow) => flow.targetRef);

/** Where a token on this node can go: one list of flows for each thing that can happen. */
function ways(model, node) {
  const out = model.out(node);
  if (['exclusiveGateway', 'eventBasedGateway'].includes(kind(node))) return out.map((flow) => [flow]);
  return [out, ...model.boundaries(node).filter(interrupts).map((event) => model.out(event))];
}

const ends = (node) => kind(node) === 'endEvent';
const joins = (model, node) => kind(node) === 'parallelGateway' && model.into(node).length > 1;
const terminates = (node) => definitionKind(node) === 'terminateEventDefinition';

/** The situations of one scope. A situation is the flows that carry a token, each as often as it has tokens. */
class March {
  constructor(model, found, scope) {
    Object.assign(this, { model, found, scope, seen: new Set(), pending: [], reached: new Map() });
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
    const situation = [...tokens].sort((one, other) => this.number.get(one) - this.number.get(other));
    const key = situation.map((flow) => this.number.get(flow)).join();
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.pending.push(situation);
  }

  /**
   * One move. Tokens do not hinder each other, so of those that meet no other it is enough to move the first. Where
   * ways meet, a token stays while another may still come there: so the second shows itself.
   */
  #step(tokens) {
    const crowded = tokens.find((flow, place) => joins(this.model, flow.targetRef) && tokens.indexOf(flow) < place);
    if (crowded) { // the engine counts a flow once and forgets the other token
      this.found.stuck.add(crowded.targetRef);
      return;
    }
    const moving = tokens.filter(({ targetRef: node }) => !joins(this.model, node) && !terminates(node));
    const places = moving.map((flow) => flow.targetRef).filter((node) => !ends(node));
    const twice = places.find((node, place) => places.indexOf(node) < place);
    if (twice) {
      this.found.doubled.add(twice);
      return;
    }
    const free = moving.find((flow) => !tokens.some((other) => other !== flow && this.#mayMeet(other, flow)));
    const waiting = new Set(tokens.map((flow) => flow.targetRef).filter((node) => joins(this.model, node)));
    const full = [...waiting].find((join) => this.model.into(join).every((flow) => tokens.includes(flow)));
    if (free) {
      this.#move(tokens, free);
    } else if (full) {
      this.#go([...without(tokens, this.model.into(full)), ...this.model.out(full)]);
    } else if (moving.length) {
      moving.forEach((flow) => this.#move(tokens, flow));
    } else if (!tokens.some((flow) => terminates(flow.targetRef))) { // one that ends all waits until the last
      waiting.forEach((join) => this.found.stuck.add(join));
    }
  }

  /** Whether the other token may come where this one stands, before a join that both would have to reach. */
  #mayMeet(other, { targetRef: node }) {
    if (ends(node) || this.model.into(node).length === 1) return false;
    const mine = this.#ahead(node);
    const stop = (each) => joins(this.model, each) && mine.has(each);
    return this.model.reach([other.targetRef], (each) => (stop(each) ? [] : onwards(this.model, each))).has(node);
  }

  #ahead(node) {
    if (!this.reached.has(node)) this.reached.set(node, this.model.reach([node], (each) => onwards(this.model, each)));
    return this.reached.get(node);
  }

  #move(tokens, flow) {
    const rest = without(tokens, [flow]);
    for (const way of ways(this.model, flow.targetRef)) this.#go([...rest, ...way]);
  }
}

/** The tokens without one on each of these flows. */
function without(tokens, flows) {
  const left = [...tokens];
  for (const flow of flows) left.splice(left.indexOf(flow), 1);
  return left;
}

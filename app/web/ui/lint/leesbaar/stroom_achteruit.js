// A diagram reads from left to right. A flow goes back only to a step that the reader has met before: one that lies
// as near to the start as the step it comes from, or nearer.
import { drawingOf, middle } from '../drawing.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  const distance = new Map(model.scopes.flatMap((scope) => [...distances(model, model.starts(scope))]));
  for (const { shapes } of drawingOf(model).planes) {
    for (const flow of model.flows) {
      const [from, to] = [flow.sourceRef, flow.targetRef];
      if (!shapes.has(from) || !shapes.has(to)) continue;
      const back = middle(shapes.get(to)).x < middle(shapes.get(from)).x;
      if (back && !(distance.get(to) <= distance.get(from))) report(flow, { van: from.id, naar: to.id });
    }
  }
});

/** How many steps each node lies from these, along the shortest way. */
function distances(model, starts) {
  const found = new Map(starts.map((start) => [start, 0]));
  for (const [node, steps] of found) { // the map grows while it is read
    for (const next of model.next(node)) if (!found.has(next)) found.set(next, steps + 1);
  }
  return found;
}

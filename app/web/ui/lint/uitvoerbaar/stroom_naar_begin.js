// Nothing flows into a start or into an event on the edge of a step: the engine would run it like any other.
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const node of model.ofKind('startEvent', 'boundaryEvent')) {
    for (const flow of model.into(node)) report(node, { stroom: flow.id });
  }
});

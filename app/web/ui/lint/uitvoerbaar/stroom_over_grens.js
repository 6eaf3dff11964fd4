// A flow stays inside its own process or sub-process.
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const flow of model.flows) {
    const scope = model.parent.get(flow);
    const ends = [flow.sourceRef, flow.targetRef];
    if (ends.some((node) => model.parent.get(node) !== scope)) report(scope, { stroom: flow.id });
  }
});

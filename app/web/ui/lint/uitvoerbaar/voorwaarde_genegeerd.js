// Only a choice looks at the conditions of its flows.
import { kind } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const node of model.nodes) {
    if (kind(node) === 'exclusiveGateway') continue;
    const ignored = model.out(node).find((flow) => flow.conditionExpression);
    if (ignored) report(node, { stroom: ignored.id });
  }
});

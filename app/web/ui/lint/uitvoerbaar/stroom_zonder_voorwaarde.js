// Of the ways out of a choice, all but the default one have a condition.
import { condition } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const choice of model.ofKind('exclusiveGateway')) {
    const out = model.out(choice);
    if (out.length > 1 && out.some((flow) => !condition(flow) && flow !== choice.default)) report(choice);
  }
});

// The default way out of a choice is taken when no condition holds: a condition of its own is not looked at.
import { condition } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const choice of model.ofKind('exclusiveGateway')) {
    if (choice.default && condition(choice.default)) report(choice, { stroom: choice.default.id });
  }
});

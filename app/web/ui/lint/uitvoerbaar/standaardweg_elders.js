// The default way out of a choice leaves from that choice.
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const choice of model.ofKind('exclusiveGateway')) {
    if (choice.default && choice.default.sourceRef !== choice) report(choice, { stroom: choice.default.id });
  }
});

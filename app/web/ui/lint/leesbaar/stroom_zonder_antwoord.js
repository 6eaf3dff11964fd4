// Every way out of a choice is an answer to its question. (Behind a gateway that waits, the events are the answers.)
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const choice of model.ofKind('exclusiveGateway')) {
    const out = model.out(choice);
    if (out.length > 1) out.filter((flow) => !flow.name?.trim()).forEach((flow) => report(flow, { poort: choice.id }));
  }
});

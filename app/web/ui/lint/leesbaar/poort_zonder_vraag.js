// A gateway where ways part asks a question; one that starts all its ways has nothing to ask.
import { kind } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const gateway of model.ofKind('exclusiveGateway', 'eventBasedGateway')) {
    const parts = model.out(gateway).length > 1 || kind(gateway) === 'eventBasedGateway';
    if (parts && !gateway.name?.trim().endsWith('?')) report(gateway);
  }
});

// Behind a gateway that waits stand only events to wait for.
import { kind } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const gateway of model.ofKind('eventBasedGateway')) {
    for (const target of model.targets(gateway)) {
      if (kind(target) !== 'intermediateCatchEvent') report(gateway, { element: target.id });
    }
  }
});

// An event behind a gateway that waits is reached from there only.
import { kind } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const gateway of model.ofKind('eventBasedGateway')) {
    for (const target of model.targets(gateway)) {
      if (kind(target) !== 'intermediateCatchEvent') continue;
      if (model.into(target).length > 1) report(gateway, { element: target.id });
    }
  }
});

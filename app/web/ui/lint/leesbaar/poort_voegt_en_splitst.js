// A gateway brings ways together or parts them: one that does both is read wrongly. (Waiting again is no joining.)
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const gateway of model.ofKind('exclusiveGateway', 'parallelGateway')) {
    if (model.into(gateway).length > 1 && model.out(gateway).length > 1) report(gateway);
  }
});

// A gateway with one way in and one way out says nothing.
import { isGateway } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const gateway of model.nodes.filter(isGateway)) {
    if (model.into(gateway).length === 1 && model.out(gateway).length === 1) report(gateway);
  }
});

// Only a gateway splits; nothing leaves an end.
import { isGateway, kind } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const node of model.nodes) {
    if (isGateway(node)) continue;
    if (model.out(node).length > (kind(node) === 'endEvent' ? 0 : 1)) report(node);
  }
});

// A step lies in one lane; of two, the engine would take the last.
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const node of model.nodes) {
    const roles = new Set(model.lanes(node).map((lane) => lane.name));
    if (roles.size > 1) report(node, { banen: [...roles] });
  }
});

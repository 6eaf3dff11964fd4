// A task for a person lies in a lane with a name: somebody gets it.
import { rule } from '../rule.js';

export default rule((model, report) => {
  model.ofKind('userTask').filter((task) => !model.role(task)).forEach((task) => report(task));
});

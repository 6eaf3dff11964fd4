// A script has an expression.
import { rule } from '../rule.js';

export default rule((model, report) => {
  model.ofKind('scriptTask').filter((task) => !task.script?.trim()).forEach((task) => report(task));
});

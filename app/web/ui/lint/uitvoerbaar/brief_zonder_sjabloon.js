// A step that sends a letter names its template.
import { own } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  model.ofKind('sendTask').filter((task) => !own(task, 'brief')?.sjabloon).forEach((task) => report(task));
});

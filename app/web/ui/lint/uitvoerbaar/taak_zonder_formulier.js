// A task for a person names its form.
import { own } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  model.ofKind('userTask').filter((task) => !own(task, 'taak')?.formulier).forEach((task) => report(task));
});

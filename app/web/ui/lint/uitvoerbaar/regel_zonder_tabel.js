// A step that decides names its table.
import { own } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  model.ofKind('businessRuleTask').filter((task) => !own(task, 'beslissing')?.tabel).forEach((task) => report(task));
});

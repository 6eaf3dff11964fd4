// A sub-process and a pool say what they hold.
import { rule } from '../rule.js';

export default rule((model, report) => {
  [...model.ofKind('subProcess'), ...model.pools].filter((each) => !each.name?.trim()).forEach((each) => report(each));
});

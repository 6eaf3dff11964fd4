// Every step lies on a way from the start.
import { rule } from '../rule.js';

export default rule((model, report) => {
  if (!model.process) return;
  const reached = model.reach(model.starts(model.process));
  model.nodes.filter((node) => !reached.has(node)).forEach((node) => report(node));
});

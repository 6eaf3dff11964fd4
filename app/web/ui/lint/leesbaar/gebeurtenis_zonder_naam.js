// Every event says what happened.
import { isEvent } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  model.nodes.filter((node) => isEvent(node) && !node.name?.trim()).forEach((node) => report(node));
});

// What is no end goes on: without a next step the case would be over, or hang, without a word.
import { kind } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  model.nodes.filter((node) => kind(node) !== 'endEvent' && !model.out(node).length).forEach((node) => report(node));
});

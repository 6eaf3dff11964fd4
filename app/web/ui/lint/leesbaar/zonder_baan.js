// Every step lies in a lane, so everybody sees whose work it is.
import { rule } from '../rule.js';

export default rule((model, report) => {
  model.nodes.filter((node) => !model.lanes(node).length).forEach((node) => report(node));
});

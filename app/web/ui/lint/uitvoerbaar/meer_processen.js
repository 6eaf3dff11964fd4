// One file holds one executable process; the engine reads the first and would forget the others.
import { rule } from '../rule.js';

export default rule((model, report) => {
  model.executable.slice(1).forEach((process) => report(process));
});

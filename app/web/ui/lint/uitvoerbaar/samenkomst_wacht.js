// A join gets a token over each of its flows, whatever was chosen before: else it waits for ever.
import { rule } from '../rule.js';
import { marchOf } from '../tokens.js';

export default rule((model, report) => {
  for (const join of marchOf(model).stuck) report(join);
});

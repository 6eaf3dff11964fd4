// Where ways meet without a join, one token arrives: two that run at the same time do all that follows twice.
import { rule } from '../rule.js';
import { marchOf } from '../tokens.js';

export default rule((model, report) => {
  for (const node of marchOf(model).doubled) report(node);
});

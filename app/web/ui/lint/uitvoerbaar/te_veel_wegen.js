// A diagram whose parallel ways can be followed to the end, so that what is said about joins is sure.
import { rule } from '../rule.js';
import { marchOf } from '../tokens.js';

export default rule((model, report) => {
  for (const scope of marchOf(model).unsure) report(scope);
});

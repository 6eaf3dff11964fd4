// A process and each sub-process has an end.
import { kind } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const scope of model.scopes) {
    if (!model.inScope(scope).some((node) => kind(node) === 'endEvent')) report(scope);
  }
});

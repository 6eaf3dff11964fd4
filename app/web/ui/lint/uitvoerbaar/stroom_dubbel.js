// A join counts the steps that reach it, so two flows from one step would leave it waiting.
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const join of model.ofKind('parallelGateway')) {
    const into = model.into(join);
    if (new Set(into.map((flow) => flow.sourceRef)).size < into.length) report(join);
  }
});

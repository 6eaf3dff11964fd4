// Every expression is FEEL: the engine would read another language as FEEL.
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const task of model.ofKind('scriptTask')) check(task, task.scriptFormat, report);
  for (const flow of model.flows) check(flow.sourceRef, flow.conditionExpression?.language, report);
});

function check(element, language, report) {
  if (language && !/(^|\/)feel\/?$/i.test(language)) report(element, { taal: language });
}

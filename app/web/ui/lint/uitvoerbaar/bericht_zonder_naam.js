// An event that waits for or sends a message says which.
import { definition, isEvent, kind, signal } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const event of model.nodes.filter(isEvent)) {
    const message = definition(event) && kind(definition(event)) === 'messageEventDefinition';
    if (message && !signal(event)) report(event);
  }
});

// An event that waits for or sends a message says which.
import { definitionKind, isEvent, signal } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const event of model.nodes.filter(isEvent)) {
    if (definitionKind(event) === 'messageEventDefinition' && !signal(event)) report(event);
  }
});

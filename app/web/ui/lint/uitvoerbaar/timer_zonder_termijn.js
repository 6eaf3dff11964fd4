// A timer names a term of termijnen.toml, never a duration.
import { definitionKind, isEvent, signal } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const event of model.nodes.filter(isEvent)) {
    if (definitionKind(event) === 'timerEventDefinition' && !signal(event)) report(event);
  }
});

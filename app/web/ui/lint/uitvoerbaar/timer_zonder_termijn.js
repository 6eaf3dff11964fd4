// A timer names a term of termijnen.toml, never a duration.
import { definition, isEvent, kind, signal } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const event of model.nodes.filter(isEvent)) {
    const timer = definition(event) && kind(definition(event)) === 'timerEventDefinition';
    if (timer && !signal(event)) report(event);
  }
});

// A sub-process starts by itself, at one place.
import { definitionKind } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const scope of model.ofKind('subProcess')) {
    const starts = model.starts(scope);
    const heard = starts.some((start) => definitionKind(start) === 'messageEventDefinition');
    if (starts.length !== 1 || heard) report(scope, { aantal: starts.length });
  }
});

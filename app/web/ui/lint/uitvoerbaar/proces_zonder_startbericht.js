// A process starts with a message that the host delivers, and with nothing else.
import { definitionKind } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  if (!model.process) return;
  const starts = model.starts(model.process);
  const heard = starts.filter((start) => definitionKind(start) === 'messageEventDefinition');
  if (!starts.length || heard.length < starts.length) report(model.process);
});

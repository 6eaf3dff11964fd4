// A step asks for an effect that the host has.
import { own } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report, { handelingen = {} }) => {
  for (const task of model.ofKind('serviceTask')) {
    const name = own(task, 'handeling')?.naam ?? null;
    if (!name || !Object.hasOwn(handelingen, name)) report(task, { handeling: name });
  }
});

// An effect is given a value for each parameter that it asks for, once, and nothing else.
import { own } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report, { handelingen = {} }) => {
  for (const task of model.ofKind('serviceTask')) {
    const effect = own(task, 'handeling');
    if (!effect || !Object.hasOwn(handelingen, effect.naam)) continue;
    const expected = handelingen[effect.naam];
    const given = (effect.parameters ?? []).filter((each) => each.waarde).map((each) => each.naam);
    const exact = given.length === expected.length && expected.every((name) => given.includes(name));
    if (!exact) report(task, { handeling: effect.naam, verwacht: expected });
  }
});

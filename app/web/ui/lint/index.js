// Our bpmnlint plugin: the rules, in two sets, for the editor and for the server alike.
//
// `uitvoerbaar` holds what the engine refuses or, worse, would accept and then do otherwise: every one an error.
// `leesbaar` holds how a diagram reads, mostly judged from its drawing: warnings, for `traject check` and the editor.
// A rule's name is the code of its finding; app/web/release_wording.py has the sentence.
import * as leesbaar from './leesbaar/index.js';
import * as uitvoerbaar from './uitvoerbaar/index.js';

export { unreadable } from './unreadable.js';

export const sets = { uitvoerbaar, leesbaar };
const CATEGORY = { uitvoerbaar: 'error', leesbaar: 'warn' };

/** What bpmnlint's static resolver looks rules up in. */
export const cache = Object.fromEntries(
  Object.values(sets).flatMap((rules) => Object.entries(rules)).map(
    ([name, factory]) => [`rule:bpmnlint-plugin-traject/${name}`, factory],
  ),
);

/** A bpmnlint configuration of these sets; `known` is what only the host knows (roles, effects). */
export function config(names, known) {
  const rules = names.flatMap((name) => Object.keys(sets[name]).map((each) => [name, each]));
  return { rules: Object.fromEntries(rules.map(([set, name]) => [`traject/${name}`, [CATEGORY[set], known]])) };
}

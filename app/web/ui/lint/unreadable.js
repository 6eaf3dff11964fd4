// What the reader of BPMN could not place: the engine would leave it out without a word.
import { shown } from './model.js';

const FINDINGS = [
  [/^unknown attribute <(.+)>/, 'kenmerk_onbekend', ([, kenmerk]) => ({ kenmerk })],
  [/^unresolved reference <(.+)>/, 'verwijzing_onbekend', ([, verwijzing]) => ({ verwijzing })],
  [/duplicate ID <(.+)>/, 'id_dubbel', ([, naam]) => ({ naam })],
];

/** The warnings of bpmn-moddle as findings with a code, an element and facts. */
export function unreadable(warnings) {
  return warnings.map(({ message, element }) => {
    const place = element ? shown(element)?.id ?? null : null;
    for (const [words, code, facts] of FINDINGS) {
      const found = words.exec(message);
      if (found) return { code, element: code === 'id_dubbel' ? found[1] : place, facts: facts(found) };
    }
    const uitleg = message.split(/\s*\n\s*/).filter((line) => !line.startsWith('column')).join(', ');
    return { code: 'onderdeel_onleesbaar', element: place, facts: { uitleg } };
  });
}

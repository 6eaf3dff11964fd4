// What every rule is made with: it sees the whole file once and reports an element with facts, never with prose.
import { modelOf } from './model.js';

/**
 * A bpmnlint rule. `check(model, report, known)` calls `report(element, facts)`; the words belong to who shows
 * them, under the rule's own name. `known` is what only the host knows: its roles and its effects.
 */
export function rule(check) {
  return (known = {}) => ({
    check: (node, reporter) => {
      if (node.$type !== 'bpmn:Definitions') return;
      const report = (element, facts = {}) => reporter.report(element?.id ?? null, '', { facts });
      check(modelOf(node), report, known);
    },
  });
}

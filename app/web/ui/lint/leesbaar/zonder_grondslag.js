// What rests on the law carries its basis: work for people, letters, tables and the choices by them, and terms.
import { kind, own } from '../model.js';
import { rule } from '../rule.js';

const LEGAL = new Set(['userTask', 'sendTask', 'businessRuleTask']);

export default rule((model, report) => {
  for (const node of model.nodes) {
    const legal = LEGAL.has(kind(node)) || own(node, 'termijn') || (model.out(node).length > 1 && byTable(model, node));
    const basis = (node.documentation ?? []).some((each) => each.text?.trim());
    if (legal && !basis) report(node);
  }
});

/** Whether a choice follows at once on a table, over gateways that only bring ways together. */
function byTable(model, choice) {
  if (kind(choice) !== 'exclusiveGateway') return false;
  const joins = (node) => kind(node) === 'exclusiveGateway' && model.out(node).length === 1;
  const sources = model.sources(choice).flatMap((node) => (joins(node) ? model.sources(node) : [node]));
  return sources.some((node) => kind(node) === 'businessRuleTask');
}

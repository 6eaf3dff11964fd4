// Every step has an id: cases, forms and history name it.
import { kind } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  const nameless = [...model.processes, ...model.nodes, ...model.flows].filter((each) => !each.id);
  for (const element of nameless) report(model.parent.get(element), { soort: kind(element) });
});

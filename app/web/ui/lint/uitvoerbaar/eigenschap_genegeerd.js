// What BPMN lets an element say and the engine does not look at.
import { rule } from '../rule.js';

const IGNORED = {
  isForCompensation: (value) => value === true,
  startQuantity: (value) => value !== 1,
  completionQuantity: (value) => value !== 1,
  instantiate: (value) => value === true,
  eventGatewayType: (value) => value !== 'Exclusive',
  parallelMultiple: (value) => value === true,
};

export default rule((model, report) => {
  for (const node of model.nodes) {
    for (const [name, matters] of Object.entries(IGNORED)) {
      if (node[name] !== undefined && matters(node[name])) report(node, { eigenschap: name });
    }
  }
});

// What each kind of event may be. More than one definition is none of these: the engine would read the first.
import { isEvent, kind } from '../model.js';
import { rule } from '../rule.js';

const MESSAGE = 'messageEventDefinition';
const TIMER = 'timerEventDefinition';
const MAY_BE = { // '': no definition
  startEvent: [MESSAGE, ''],
  intermediateCatchEvent: [MESSAGE, TIMER],
  intermediateThrowEvent: [MESSAGE, ''],
  boundaryEvent: [MESSAGE, TIMER],
  endEvent: [MESSAGE, 'terminateEventDefinition', ''],
};

export default rule((model, report) => {
  for (const event of model.nodes.filter(isEvent)) {
    const found = (event.eventDefinitions ?? []).map(kind).join(' + ');
    if (!MAY_BE[kind(event)].includes(found)) report(event, { soort: found || 'geen' });
  }
});

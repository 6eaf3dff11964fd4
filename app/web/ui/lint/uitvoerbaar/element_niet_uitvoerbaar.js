// What the engine does not run: other kinds of elements, and parts inside an element that it would not look at.
import { NODES, kind, shown } from '../model.js';
import { rule } from '../rule.js';

const ELEMENTS = new Set([...NODES, 'sequenceFlow', 'textAnnotation', 'association', 'group']);
const EVENTS = new Set(['messageEventDefinition', 'timerEventDefinition', 'terminateEventDefinition']);
const LANES = new Set(['laneSet', 'lane']);
const CHILDREN = { // where elements hang inside another -> which may
  flowElements: ELEMENTS,
  artifacts: ELEMENTS,
  eventDefinitions: EVENTS,
  laneSets: LANES,
  lanes: LANES,
  childLaneSet: LANES,
};
const PARTS = new Set([
  'documentation', 'extensionElements', 'incoming', 'outgoing', 'flowNodeRef', 'conditionExpression', 'script', 'text',
]);

export default rule((model, report) => {
  if (model.process) inspect(model.process, report);
});

function inspect(element, report) {
  for (const { name, isAttr, isReference } of element.$descriptor.properties) {
    if (isAttr || PARTS.has(name) || !Object.hasOwn(element, name)) continue;
    for (const child of [element[name]].flat()) {
      if (isReference || !child?.$type || child.$type.endsWith('Expression')) {
        report(shown(element), { soort: name });
      } else if (!CHILDREN[name]?.has(kind(child)) || child.triggeredByEvent) {
        report(shown(child), { soort: kind(child) });
      } else {
        inspect(child, report);
      }
    }
  }
}

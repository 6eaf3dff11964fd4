// What is ours stands on the kind of element that reads it; elsewhere it would do nothing.
import { definitionKind, extensions, kind } from '../model.js';
import { rule } from '../rule.js';

const ON = { // an outcome may be reached anywhere
  taak: 'userTask',
  brief: 'sendTask',
  handeling: 'serviceTask',
  beslissing: 'businessRuleTask',
  termijn: 'timerEventDefinition',
  bericht: 'messageEventDefinition',
};

export default rule((model, report) => {
  for (const node of model.nodes) {
    const kinds = [kind(node), definitionKind(node)];
    const tags = extensions(node).map(kind);
    tags.forEach((tag, place) => {
      const wrong = (ON[tag] && !kinds.includes(ON[tag])) || tags.indexOf(tag) < place; // of two, the engine reads one
      if (wrong) report(node, { uitbreiding: tag, soort: kind(node) });
    });
  }
});

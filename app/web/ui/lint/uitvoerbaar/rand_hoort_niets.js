// An event on the edge of a step is heard only while the case rests there; at other steps it never rests.
import { kind, waits } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const event of model.ofKind('boundaryEvent')) {
    const activity = event.attachedToRef;
    if (activity && !rests(model, activity)) report(event, { element: activity.id });
  }
});

function rests(model, activity) {
  if (kind(activity) !== 'subProcess') return waits(activity);
  return model.nodes.some((node) => waits(node) && model.around(node).includes(activity));
}

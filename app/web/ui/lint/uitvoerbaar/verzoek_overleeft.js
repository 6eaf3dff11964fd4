// Work from an event that does not interrupt goes on when another event stops the same sub-process. If the case
// would be over there, that work keeps it open; an outer sub-process with the interrupting event ends it too.
import { interrupts, waits } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const activity of model.ofKind('subProcess')) {
    const events = model.boundaries(activity);
    const stopped = model.around(activity).some((scope) => model.boundaries(scope).some(interrupts));
    const over = events.filter((event) => interrupts(event) && !rests(model, event));
    if (stopped || !over.length) continue;
    for (const event of events) {
      if (!interrupts(event) && rests(model, event)) report(event, { element: over[0].id });
    }
  }
});

/** Whether a case can still wait somewhere after this event, before its own process or sub-process is over. */
function rests(model, event) {
  const beyond = (node) => model.next(node).filter((each) => each !== event.attachedToRef);
  return [...model.reach([event], beyond)].some(waits);
}

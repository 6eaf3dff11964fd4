// An event on an edge stands beside its step, in the same process or sub-process.
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const event of model.ofKind('boundaryEvent')) {
    if (model.parent.get(event.attachedToRef) !== model.parent.get(event)) report(event);
  }
});

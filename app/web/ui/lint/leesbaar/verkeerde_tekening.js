// What is inside a sub-process with a drawing of its own is drawn there, and all the rest elsewhere.
import { drawingOf } from '../drawing.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  const drawing = drawingOf(model);
  for (const plane of drawing.planes) {
    for (const element of plane.elements) {
      const home = drawing.home(element);
      if (home !== plane) report(element, { tekening: title(home?.element ?? model.process) });
    }
  }
});

/** What a drawing is called: a collaboration has no name, its process has. */
function title(element) {
  return element?.name ?? element?.participants?.find((each) => each.processRef)?.name ?? element?.id ?? '';
}

// A drawing fits on one screen at a readable zoom; what does not fit becomes a sub-process in a drawing of its own.
import { drawingOf } from '../drawing.js';
import { rule } from '../rule.js';

// A screen of 1920 x 1080 leaves 1840 x 900 beside its bars; at 60 % a task's text of 12 px can still be read.
const WIDEST = 1840 / 0.6;
const HIGHEST = 900 / 0.6;

export default rule((model, report) => {
  const { main, planes } = drawingOf(model);
  for (const plane of planes) {
    const { extent } = plane;
    if (!extent) continue;
    const [breedte, hoogte] = [extent.right - extent.left, extent.bottom - extent.top].map(Math.ceil);
    const shown = plane === main ? model.process ?? model.pools[0] : plane.element;
    if (breedte > WIDEST || hoogte > HIGHEST) report(shown, { breedte, hoogte });
  }
});

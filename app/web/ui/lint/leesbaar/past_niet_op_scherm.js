// A diagram fits on one screen at a readable zoom; what does not fit becomes a sub-process in a diagram of its own.
import { drawingOf } from '../drawing.js';
import { rule } from '../rule.js';

// A screen of 1920 x 1080 leaves 1840 x 900 beside its bars; at 60 % a task's text of 12 px can still be read.
const WIDEST = 1840 / 0.6;
const HIGHEST = 900 / 0.6;

export default rule((model, report) => {
  const extent = drawingOf(model).extent;
  if (!extent) return;
  const [breedte, hoogte] = [extent.right - extent.left, extent.bottom - extent.top].map(Math.ceil);
  if (breedte > WIDEST || hoogte > HIGHEST) report(model.process ?? model.pools[0], { breedte, hoogte });
});

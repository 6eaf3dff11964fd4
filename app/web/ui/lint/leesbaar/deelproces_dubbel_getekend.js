// What is inside a sub-process is drawn once: open where it stands, or in one drawing of its own.
import { drawingOf } from '../drawing.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  const drawing = drawingOf(model);
  for (const scope of model.ofKind('subProcess')) {
    if (drawing.planesOf(scope).length + Number(drawing.opened.has(scope)) > 1) report(scope);
  }
});

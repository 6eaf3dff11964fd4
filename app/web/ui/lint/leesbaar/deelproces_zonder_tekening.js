// A sub-process that is drawn closed has a drawing of its own: there is something to open.
import { drawingOf } from '../drawing.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  const drawing = drawingOf(model);
  for (const scope of model.ofKind('subProcess')) {
    const closed = drawing.drawnIn(scope).length > 0 && !drawing.opened.has(scope);
    if (closed && !drawing.planesOf(scope).some(({ elements }) => elements.length)) report(scope);
  }
});

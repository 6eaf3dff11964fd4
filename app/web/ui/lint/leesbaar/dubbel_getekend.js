// Everything is drawn at one place: of two, a reader would not know which is meant.
import { drawingOf } from '../drawing.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  const { planes } = drawingOf(model);
  const seen = new Set();
  for (const element of planes.flatMap(({ elements }) => elements)) {
    if (seen.has(element)) report(element);
    seen.add(element);
  }
});

// An event that belongs to a step is drawn on the edge of that step.
import { drawingOf, middle } from '../drawing.js';
import { rule } from '../rule.js';

const NEAR = 2; // how far its middle may lie from the edge

export default rule((model, report) => {
  for (const { shapes } of drawingOf(model).planes) {
    for (const event of model.ofKind('boundaryEvent')) {
      const step = shapes.get(event.attachedToRef);
      if (!step || !shapes.has(event)) continue;
      const { x, y } = middle(shapes.get(event));
      const beside = Math.max(step.left - x, x - step.right, step.top - y, y - step.bottom);
      if (Math.abs(beside) > NEAR) report(event, { element: event.attachedToRef.id });
    }
  }
});

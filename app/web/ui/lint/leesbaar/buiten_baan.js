// A step is drawn in its own lane. In the drawing of a sub-process there are no lanes: its place tells whose it is.
import { drawingOf, middle, within } from '../drawing.js';
import { kind } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  const drawing = drawingOf(model);
  for (const { shapes } of drawing.planes) {
    for (const node of model.nodes) {
      const lane = model.lanes(node).at(-1);
      if (!shapes.has(node) || !shapes.has(lane) || spans(model, drawing, node)) continue;
      const { x, y } = middle(shapes.get(node));
      const place = kind(node) === 'boundaryEvent' ? { left: x, right: x, top: y, bottom: y } : shapes.get(node);
      if (!within(place, shapes.get(lane))) report(node, { baan: lane.name ?? lane.id });
    }
  }
});

/** A sub-process drawn with steps of several roles lies across their lanes, and so does an event on its edge. */
function spans(model, drawing, node) {
  const scope = kind(node) === 'boundaryEvent' ? node.attachedToRef : node;
  if (!drawing.opened.has(scope)) return false;
  const roles = model.nodes.filter((each) => model.around(each).includes(scope)).map((each) => model.role(each));
  return new Set(roles).size > 1;
}

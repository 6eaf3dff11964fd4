// No label lies over a line, a step, another label or the border of what is around it.
import { drawingOf, grown, middle, overlap, parts, passes, within } from '../drawing.js';
import { isEvent, isGateway, kind } from '../model.js';
import { rule } from '../rule.js';

const SLACK = 1; // a label's box may touch
const CONTAINERS = new Set(['subProcess', 'lane', 'participant']);

export default rule((model, report) => {
  for (const plane of drawingOf(model).planes) judge(plane, report);
});

function judge({ shapes, lines, labels }, report) {
  const all = [...labels];
  all.forEach(([element, label], place) => {
    const text = grown(label, -SLACK);
    const box = [...shapes].find(([each, shape]) => (
      overlap(text, shape) && !(CONTAINERS.has(kind(each)) ? within(text, shape) : beside(text, each, shape))
    ));
    const line = [...lines].find(([, points]) => parts(points).some((part) => passes(part, text)));
    const other = all.slice(0, place).find(([, each]) => overlap(text, grown(each, -SLACK)));
    const under = box ?? line ?? other;
    if (under) report(element, { element: under[0].id });
  });
}

/** Whether a text stands in the empty corner of a box that is not filled: a gateway's diamond, an event's circle. */
function beside(text, element, shape) {
  if (!isGateway(element) && !isEvent(element)) return false;
  const { x, y } = middle(shape);
  const near = (value, low, high) => Math.min(Math.max(value, low), high);
  const across = Math.abs(near(x, text.left, text.right) - x) / (shape.right - x);
  const down = Math.abs(near(y, text.top, text.bottom) - y) / (shape.bottom - y);
  return isGateway(element) ? across + down >= 1 : across ** 2 + down ** 2 >= 1;
}

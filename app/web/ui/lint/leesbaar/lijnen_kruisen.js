// Two lines do not cross, and lie on each other only where they leave from or come to the same step.
import { cover, cross, drawingOf, parts } from '../drawing.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const { lines } of drawingOf(model).planes) {
    const drawn = model.flows.filter((flow) => lines.has(flow));
    drawn.forEach((flow, place) => {
      for (const other of drawn.slice(0, place)) if (meet(flow, other, lines)) report(flow, { stroom: other.id });
    });
  }
});

function meet(flow, other, lines) {
  const together = flow.sourceRef === other.sourceRef || flow.targetRef === other.targetRef;
  return parts(lines.get(flow)).some((one) => parts(lines.get(other)).some(
    (two) => cross(one, two) || (!together && cover(one, two)),
  ));
}

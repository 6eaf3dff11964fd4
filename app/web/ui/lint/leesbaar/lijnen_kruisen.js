// Two lines do not cross, and lie on each other only where they leave from or come to the same step.
import { cover, cross, drawingOf, parts } from '../drawing.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  const { lines } = drawingOf(model);
  const drawn = model.flows.filter((flow) => lines.has(flow));
  drawn.forEach((flow, place) => {
    for (const other of drawn.slice(0, place)) {
      const together = flow.sourceRef === other.sourceRef || flow.targetRef === other.targetRef;
      const meet = (one, two) => cross(one, two) || (!together && cover(one, two));
      const met = parts(lines.get(flow)).some((one) => parts(lines.get(other)).some((two) => meet(one, two)));
      if (met) report(flow, { stroom: other.id });
    }
  });
});

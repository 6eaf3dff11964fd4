// A line goes around the steps that it does not connect.
import { drawingOf, grown, parts, passes } from '../drawing.js';
import { kind } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const plane of drawingOf(model).planes) judge(model, plane, report);
});

function judge(model, { shapes, lines }, report) {
  for (const flow of model.flows.filter((each) => lines.has(each))) {
    const around = model.around(flow);
    for (const node of model.nodes.filter((each) => shapes.has(each))) {
      if ([flow.sourceRef, flow.targetRef, ...around].includes(node)) continue;
      if (kind(node) !== 'subProcess' && model.around(node).includes(flow.targetRef)) continue;
      const inner = grown(shapes.get(node), -1);
      if (parts(lines.get(flow)).some((part) => passes(part, inner))) report(flow, { element: node.id });
    }
  }
}

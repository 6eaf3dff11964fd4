// Everything that a diagram says is drawn: what is left out cannot be read.
import { drawingOf } from '../drawing.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  const { shapes, lines } = drawingOf(model);
  const boxes = [...model.pools, ...model.allLanes, ...model.nodes];
  boxes.filter((element) => !shapes.has(element)).forEach((element) => report(element));
  const flows = [...model.flows, ...model.messageFlows];
  flows.filter((flow) => !lines.has(flow)).forEach((flow) => report(flow));
});

// Everything that a diagram says is drawn: what is left out cannot be read.
import { drawingOf } from '../drawing.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  const { planes } = drawingOf(model);
  const boxes = [...model.pools, ...model.allLanes, ...model.nodes];
  boxes.filter((each) => !planes.some(({ shapes }) => shapes.has(each))).forEach((each) => report(each));
  const flows = [...model.flows, ...model.messageFlows];
  flows.filter((each) => !planes.some(({ lines }) => lines.has(each))).forEach((each) => report(each));
});

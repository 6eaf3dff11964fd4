// A sub-process in a drawing of its own holds the work of one role, that of the lane where it stands: no lane is
// drawn inside it, so its place alone tells whose work it is.
import { drawingOf } from '../drawing.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  const drawing = drawingOf(model);
  for (const task of model.ofKind('userTask')) {
    const other = model.around(task).find((scope) => drawing.isApart(scope) && role(model, scope) !== role(model, task));
    if (other) report(task, { deelproces: other.name ?? other.id, rol: model.role(other) ?? '' });
  }
});

const role = (model, node) => model.role(node)?.trim().toLowerCase();

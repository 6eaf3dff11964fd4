// From every step an end can be reached, or something around it can stop it: no wheel that turns for ever.
import { interrupts, kind } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const scope of model.scopes) {
    const nodes = model.inScope(scope);
    const ends = nodes.filter((node) => kind(node) === 'endEvent');
    const stopped = [scope, ...model.around(scope)].some((each) => model.boundaries(each).some(interrupts));
    if (!ends.length || stopped) continue;
    const leads = model.reach(ends, (node) => [
      ...model.sources(node),
      ...(node.attachedToRef ? [node.attachedToRef] : []),
    ]);
    const turning = nodes.filter((node) => !leads.has(node) && model.reach(model.targets(node)).has(node));
    const first = turning.find((node) => !deadEnd(model, node));
    if (first) report(first);
  }
});

/** Whether the way on simply stops somewhere: another rule says so, at the place where it stops. */
function deadEnd(model, node) {
  const ahead = [...model.reach([node], (each) => model.targets(each))];
  return ahead.some((each) => !model.out(each).length);
}

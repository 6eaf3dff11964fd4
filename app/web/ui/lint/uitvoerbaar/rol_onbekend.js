// A lane has the name of a role, and so has who may record a message by hand.
import { own } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report, { banen = [], rollen = [] }) => {
  for (const node of model.nodes) {
    const lane = model.role(node);
    if (lane && !banen.includes(lane.trim().toLowerCase())) report(node, { rol: lane });
    const recorder = own(node, 'bericht')?.rol;
    if (recorder && !rollen.includes(recorder)) report(node, { rol: recorder });
  }
});

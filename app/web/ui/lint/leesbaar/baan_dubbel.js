// A role has one lane.
import { rule } from '../rule.js';

export default rule((model, report) => {
  const seen = new Set();
  for (const lane of model.allLanes) {
    const name = lane.name?.trim().toLowerCase();
    if (name && seen.has(name)) report(lane, { rol: lane.name });
    seen.add(name);
  }
});

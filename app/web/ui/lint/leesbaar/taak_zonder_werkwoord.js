// A task says what to do: a Dutch infinitive at the end, or before what follows it (`Overdragen aan handhaving`).
import { isTask } from '../model.js';
import { rule } from '../rule.js';

const AFTER = 'aan|als|bij|door|in|met|na|naar|om|op|over|tegen|tot|uit|van|voor|volgens|zonder';
const INFINITIVE = new RegExp(`(^|\\s)\\p{L}*(\\p{L}{2}en|(ga|sta|sla)an|zien|doen|zijn)(?=$|\\s(${AFTER})\\s)`, 'u');

export default rule((model, report) => {
  for (const task of model.nodes.filter(isTask)) {
    const name = (task.name ?? '').trim().replace(/\s+/g, ' ');
    if (!INFINITIVE.test(name.toLowerCase())) report(task, { naam: name });
  }
});

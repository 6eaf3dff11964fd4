// A process with steps that is not marked as executable would be left out of the release without a word.
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const process of model.processes) {
    if (!process.isExecutable && process.flowElements?.length) report(process);
  }
});

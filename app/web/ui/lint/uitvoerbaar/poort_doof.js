// A gateway that waits does not hear while a task on one of its ways is open, if that task always leads back to
// it: what arrives meanwhile is refused. Wait inside a sub-process with events on its edge instead.
import { kind, sameSignal, signal } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  for (const gateway of model.ofKind('eventBasedGateway')) {
    const beyond = (node) => model.next(node).filter((each) => each !== gateway);
    const arms = model.targets(gateway);
    const messages = arms.map(signal).filter((each) => each?.kind === 'messageEventDefinition');
    for (const task of [...model.reach(arms, beyond)].filter((node) => kind(node) === 'userTask')) {
      const ahead = [...model.reach([task], beyond)];
      const back = ahead.some((node) => model.next(node).includes(gateway));
      const away = ahead.some((node) => kind(node) === 'endEvent' || !model.next(node).length);
      const heard = model.boundaries(task).map(signal);
      const missed = messages.find((message) => !heard.some((each) => sameSignal(each, message)));
      if (back && !away && missed) report(gateway, { taak: task.id, bericht: missed.name });
    }
  }
});

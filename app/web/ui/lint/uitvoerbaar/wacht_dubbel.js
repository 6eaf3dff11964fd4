// Two events that wait at the same moment for the same message or term: only chance says which one goes on.
import { kind, sameSignal, signal } from '../model.js';
import { rule } from '../rule.js';

export default rule((model, report) => {
  const together = [
    ...model.ofKind('eventBasedGateway').map((gateway) => model.targets(gateway)),
    ...model.nodes.map((node) => model.boundaries(node)),
    ...model.scopes.map((scope) => model.starts(scope)),
  ];
  for (const events of together) {
    events.forEach((event, place) => {
      const twin = events.slice(0, place).find((other) => sameSignal(signal(event), signal(other)));
      if (twin && kind(twin) === kind(event)) report(event, { naam: signal(event).name, element: twin.id });
    });
  }
});

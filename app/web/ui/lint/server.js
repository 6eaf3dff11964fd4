// The lint for the engine's V8: one global, from XML to found faults, nothing of Node or of a browser.
import { BpmnModdle } from 'bpmn-moddle';
import Linter from 'bpmnlint/lib/linter.js';
import StaticResolver from 'bpmnlint/lib/resolver/static-resolver.js';
import { cache, config, unreadable } from './index.js';
import traject from './traject.json';

/** The answer of the last `lint`, as JSON; a later call of the host takes it, when promises are settled. */
let answer = null;

globalThis.console ??= { error: () => {}, warn: () => {} }; // bpmnlint tells of a failing rule there too

globalThis.lint = (xml, sets, known) => {
  answer = null;
  run(xml, sets, known).then(
    (found) => { answer = { found }; },
    (problem) => { answer = { error: String(problem?.message ?? problem) }; },
  );
  return null;
};
globalThis.answer = () => JSON.stringify(answer);

async function run(xml, sets, known) {
  const { rootElement, warnings } = await new BpmnModdle({ traject }).fromXML(xml);
  const linter = new Linter({ resolver: new StaticResolver(cache), config: config(sets, known) });
  const reports = await linter.lint(rootElement);
  const found = Object.entries(reports).flatMap(([name, each]) => each.map((report) => {
    if (report.category === 'rule-error') throw new Error(`${name}: ${report.message}`);
    return { code: name.slice(name.indexOf('/') + 1), element: report.id ?? null, facts: report.facts ?? {} };
  }));
  return [...unreadable(warnings), ...found];
}

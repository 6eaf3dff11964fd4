// No step lies on another or outside what holds it: bpmnlint's own rule says exactly this.
export { default } from 'bpmnlint/rules/no-overlapping-elements.js';

// No step lies on another or outside what holds it: bpmnlint's own rule says exactly this. It compares only the steps
// of one sub-process, which are in one drawing, and looks for nothing around those of a closed one.
export { default } from 'bpmnlint/rules/no-overlapping-elements.js';

// FEEL for the engine's V8: one global with the two questions it asks, nothing of Node or of a browser.
import { evaluate, unaryTest } from 'feelin';

globalThis.feelin = { evaluate, unaryTest };

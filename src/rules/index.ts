export { judge } from './judge.ts';
export { loadRules } from './load.ts';
export type { RuleSet } from './compiled.ts';

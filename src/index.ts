/** The public API for library use: the line, and the vocabulary it speaks. */
export { scan, type ScanOptions } from './scan.ts';
export { observeOver, type Network } from './observe/observe.ts';
export { planTargets, type TargetPlan } from './plan.ts';
export { mostConnections } from './model/probe.ts';
export { probes } from './probes/index.ts';
export { readers } from './declared/index.ts';
export { createDerivers } from './derive/index.ts';
export { directConnect, rootCertificates } from './net/index.ts';
export { reporters } from './reporters/index.ts';
export { loadBuiltInRules } from './commands/ruleset.ts';
export { PgxError } from './model/errors.ts';
export type * from './model/attempt.ts';
export type * from './model/fact.ts';
export type * from './model/report.ts';
export type * from './model/rule.ts';
export type * from './model/subject.ts';

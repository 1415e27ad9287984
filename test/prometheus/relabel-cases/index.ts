import type { RelabelCase } from './case.ts';
import { names, orders } from './label-names.ts';
import { filters, writers } from './other-actions.ts';
import { replaces } from './replace.ts';
import { requests } from './requests.ts';

export type { RelabelCase } from './case.ts';
export { notEvaluatedCases, refusedCases } from './refused.ts';

export const relabelCases: readonly RelabelCase[] = [...replaces(), ...filters, ...writers, ...names, ...requests, ...orders];

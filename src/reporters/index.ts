import type { Reporter } from '../model/report.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { sarif } from './sarif.ts';
import { table } from './table.ts';

/** Every report format, by the name that --format takes. */
export const reporters = { table, json, sarif, junit } satisfies Readonly<Record<string, Reporter>>;

export { coverageProblem } from './incomplete.ts';

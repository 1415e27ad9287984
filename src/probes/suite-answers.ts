import type { Answer } from '../model/attempt.ts';
import type { Leaf } from '../model/fact.ts';
import type { Tls } from '../model/facts.ts';

/** What one version accepts, as far as it was asked. */
export interface SuiteAnswers {
  readonly version: number;
  readonly settled: ReadonlyMap<number, Leaf<boolean>>; // by suite; those that are accepted in the order in which they were chosen
  readonly groups: ReadonlyMap<number, Leaf<boolean>>; // named groups; empty where they are not asked at this version
  readonly answers: readonly Answer[]; // in which the server chose one of them
  readonly silent: ReadonlySet<number>; // suites that were refused without a reason
  readonly silentGroups: ReadonlySet<number>; // groups that were
}

export interface Suites {
  readonly answers: readonly SuiteAnswers[];
  readonly exhaustive: boolean;
  readonly preference: Tls['preference'];
}

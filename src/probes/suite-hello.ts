import type { Attempt, Dial } from '../model/attempt.ts';
import { suiteName } from '../model/registry.ts';
import { isGrease, withGrease } from './chunks.ts';
import { again, inHalves } from './common.ts';
import { ask, type Reply } from './outcome.ts';

/** One question about suites at one version. */
export interface SuiteHello {
  readonly name: string;
  readonly version: number;
  readonly suites: readonly number[];
  readonly serverName: string;
  readonly groups?: readonly number[]; // absent: all that the version knows
}

/** What came of it; of a server that chose a suite which does not exist, why nothing that it chooses means anything. */
export type SuiteReply = Reply | { readonly lied: string };

const attemptOf = ({ name, version, suites, serverName, groups }: SuiteHello): Attempt => ({
  name,
  kind: 'hello',
  hello: { versions: [version], suites: withGrease(suites), serverName, ...(groups && { groups }) },
});

const told = (reply: Reply): SuiteReply =>
  'chosen' in reply && isGrease(reply.chosen.suite)
    ? { lied: `the server chose the suite ${suiteName(reply.chosen.suite)}, which does not exist: it takes whatever it is offered` }
    : reply;

/** Asks, and asks once more where the answer is in doubt. */
export async function askSuites(dial: Dial, hello: SuiteHello): Promise<SuiteReply> {
  const attempt = attemptOf(hello);
  return told(await ask(dial, { attempt, again: again(attempt) }));
}

/** Asks, and where the answer is in doubt once more in halves: the list may have been too long. */
export async function askSuitesInHalves(dial: Dial, hello: SuiteHello): Promise<SuiteReply> {
  const attempt = attemptOf(hello);
  return told(await ask(dial, { attempt, again: inHalves(attempt) }));
}

/** Offers nothing that exists: who chooses one of these takes whatever it is offered. */
export const askNonsense = (dial: Dial, { version, serverName }: Pick<SuiteHello, 'version' | 'serverName'>): Promise<SuiteReply> =>
  askSuites(dial, { name: `grease-${version.toString(16)}`, version, suites: [], serverName });

import type { Answer, Attempt } from '../model/attempt.ts';
import { couldNotLook, type Leaf, type Unknown } from '../model/fact.ts';
import type { Asked } from '../model/probe.ts';
import { instead, only13, spent, upTo } from './common.ts';
import { tls12, tls13 } from './offers.ts';
import { chosenIn } from './outcome.ts';
import type { SuiteAnswers, Suites } from './suite-answers.ts';
import { readSuitesOf, type Survey } from './survey.ts';
import type { Versions } from './versions.ts';

/** What is known of versions and suites in the end. */
interface Settled {
  readonly versions: Versions;
  readonly suites: Suites;
  readonly gone: Unknown | null; // the server stopped answering on the way
}

const stopped = (asked: Asked, answer: Answer): Unknown =>
  answer.failure?.kind === 'budget'
    ? spent(asked)
    : couldNotLook(`the server stopped answering what it had answered before: ${instead(answer)}`);

/** A question that was answered before, as a hello alone. */
function answered(asked: Asked, { versions, contact: { serverName, hello } }: Survey): Attempt {
  const chosen = chosenIn(hello);
  if (!chosen && versions.answered) return versions.answered;
  return chosen?.version === tls13 ? only13(serverName) : upTo(tls12, asked, serverName);
}

/** Asks once more what was answered before; null where it still is. */
async function stillThere(asked: Asked, survey: Survey): Promise<Unknown | null> {
  if (survey.versions.answers.length === 0) return null;
  const answer = await survey.dial({ ...answered(asked, survey), name: 'still-there' });
  return chosenIn(answer) ? null : stopped(asked, answer);
}

const doubted = (answers: ReadonlyMap<number, Leaf<boolean>>, silent: ReadonlySet<number>, gone: Unknown) =>
  new Map([...answers].map(([id, value]) => [id, silent.has(id) && value === false ? gone : value]));

const doubtedSuites = (each: SuiteAnswers, gone: Unknown): SuiteAnswers => ({
  ...each,
  settled: doubted(each.settled, each.silent, gone),
  groups: doubted(each.groups, each.silentGroups, gone),
});

/**
 * The versions and suites that are accepted. A server that refuses without a reason, by closing the connection or with internal_error, may mean
 * no, or may have had enough of connections: what it refused so counts only where it answered anything after it, be it what it had answered before.
 */
export async function settled(asked: Asked, survey: Survey): Promise<Settled> {
  const { versions } = survey;
  const suites = await readSuitesOf(asked, survey);
  const silence = survey.silent() && [versions, ...suites.answers].some(({ silent }) => silent.size > 0);
  const gone = silence ? await stillThere(asked, survey) : null;
  if (!gone) return { versions, suites, gone };
  return {
    versions: { ...versions, accepted: doubted(versions.accepted, versions.silent, gone) },
    suites: { ...suites, answers: suites.answers.map((each) => doubtedSuites(each, gone)) },
    gone,
  };
}

import type { Answer, Attempt } from '../model/attempt.ts';
import { couldNotLook, type Leaf, type Unknown } from '../model/fact.ts';
import type { Asked } from '../model/probe.ts';
import { instead, only13, spent, upTo, upToAgain } from './common.ts';
import { ssl3, tls10, tls11, tls12, tls13 } from './offers.ts';
import { chosenIn } from './outcome.ts';
import { suitesOf, type Survey } from './survey.ts';
import type { Versions } from './versions.ts';
import type { SuiteAnswers } from './weak-suites.ts';

/** What is known of versions and suites in the end. */
interface Settled {
  readonly versions: Versions;
  readonly suites: readonly SuiteAnswers[];
  readonly gone: Unknown | null; // the server stopped answering on the way
}

const stopped = (asked: Asked, answer: Answer): Unknown =>
  answer.failure?.kind === 'budget'
    ? spent(asked)
    : couldNotLook(`the server stopped answering what it had answered before: ${instead(answer)}`);

/** The question that was answered first, as a hello alone. */
function answered(asked: Asked, { versions, contact: { serverName } }: Survey): Attempt {
  const questions = [tls12, tls11, tls10, ssl3].flatMap((max) => [upTo(max, asked, serverName), upToAgain(max, serverName)]);
  const [answer] = versions.answers;
  const only = answer?.serverHello?.version === tls13 ? only13(serverName) : upTo(tls12, asked, serverName);
  return questions.find(({ name }) => name === answer?.attempt) ?? only;
}

/** Asks once more what was answered before; null where it still is. */
async function stillThere(asked: Asked, survey: Survey): Promise<Unknown | null> {
  if (survey.versions.answers.length === 0) return null;
  const answer = await survey.dial({ ...answered(asked, survey), name: 'still-there' });
  return chosenIn(answer) ? null : stopped(asked, answer);
}

const doubted = (answers: ReadonlyMap<number, Leaf<boolean>>, silent: ReadonlySet<number>, gone: Unknown) =>
  new Map([...answers].map(([id, value]) => [id, silent.has(id) && value === false ? gone : value]));

/**
 * The versions and suites that are accepted. A server that refuses without a reason, by closing the connection or with internal_error, may mean
 * no, or may have had enough of connections: what it refused so counts only where it answered anything after it, be it what it had answered before.
 */
export async function settled(asked: Asked, survey: Survey): Promise<Settled> {
  const { versions } = survey;
  const suites = await suitesOf(asked, survey);
  const silence = survey.silent() && [versions, ...suites].some(({ silent }) => silent.size > 0);
  const gone = silence ? await stillThere(asked, survey) : null;
  if (!gone) return { versions, suites, gone };
  return {
    versions: { ...versions, accepted: doubted(versions.accepted, versions.silent, gone) },
    suites: suites.map((each) => ({ ...each, settled: doubted(each.settled, each.silent, gone) })),
    gone,
  };
}

import type { Discovery } from '../discover/index.ts';
import { look, unseen, type Observed } from '../observe/look.ts';
import type { Answer, Dial } from '../model/attempt.ts';
import { noAnswer } from '../model/no-answer.ts';
import { couldNotLook, isUnknown, outOfMode } from '../model/fact.ts';
import type { Scrape } from '../model/subject.ts';
import type { Observe } from '../observe/observe.ts';
import type { ReadPodNow } from '../observe/recheck.ts';
import type { TargetLine } from './lines.ts';
import { questionKey, questionOf, recordedKeyPair } from './question.ts';
import type { Recording, Span } from './read.ts';

/** What was found when the recording was made. */
export function recordedDiscovery({ cluster: told, endpoints, objects, jobs, notProbed }: Recording): Discovery {
  const { cluster, user, jobsUnknown, notProbedOmitted, access } = told;
  const keyPairs = new Map<Scrape, Recording['endpoints'][number]['keyPairs'][number]>();
  for (const { endpoint, keyPairs: pairs } of endpoints)
    for (const [index, scrape] of endpoint.scrapes.entries()) keyPairs.set(scrape, pairs[index] ?? null);
  return {
    cluster,
    user,
    endpoints: endpoints.map(({ endpoint }) => endpoint),
    objects,
    jobs,
    jobsUnknown,
    keyPairOf: (scrape) => {
      const pair = keyPairs.get(scrape);
      if (!pair) return outOfMode('the scrape has no client certificate that is known');
      return isUnknown(pair) ? pair : recordedKeyPair(pair.sha256);
    },
    notProbed,
    notProbedOmitted,
    access,
  };
}

export const recordedPodNow =
  ({ pods }: Recording): ReadPodNow =>
  ({ namespace, name }) =>
    Promise.resolve(pods.get(`${namespace}/${name}`) ?? 'unknown');

const notRecorded = (attempt: string): Answer => ({ ...noAnswer(attempt), failure: { kind: 'unsupported', text: 'not in the recording' } });

/** Answers as it was answered; what was not asked then has no answer. */
function recordedDial({ exchanges }: TargetLine): Dial {
  const answers = new Map(exchanges.map(({ question, answer }) => [questionKey(question), answer]));
  return (attempt) => Promise.resolve(answers.get(questionKey(questionOf(attempt))) ?? notRecorded(attempt.name));
}

/** Looks at all targets as they were, one after another. `read` gives the text of a line. */
export const observeRecorded =
  ({ targets, targetOf }: Recording, read: (span: Span) => Promise<string>): Observe =>
  async (plans, options) => {
    const all: Observed[] = [];
    for (const plan of plans) {
      const span = targets.get(plan.target.id);
      const line = span ? targetOf(await read(span)) : null;
      const reason = line ? line.undialled : couldNotLook('not in the recording');
      const { startedAt, connections, milliseconds, broken } = line ?? { startedAt: 0, connections: 0, milliseconds: 0, broken: false };
      const observed =
        !line || reason
          ? unseen(plan, options, reason ?? couldNotLook('not in the recording'))
          : { plan, ...(await look(plan, recordedDial(line), options)), startedAt, connections, milliseconds, broken };
      options.onObserved(observed);
      all.push(observed);
    }
    return all;
  };

import { isSeen } from '../ledger.ts';
import { couldNotLook, type Fact } from '../model/fact.ts';
import type { PodRef } from '../model/subject.ts';
import type { Observed } from './observe.ts';

/** What the API says of a pod now. Times are milliseconds since the epoch, by the clock that observed; 0 where they are not told. */
export interface PodNow {
  readonly uid: string;
  readonly deleting: boolean;
  readonly phase: string;
  readonly ready: boolean;
  readonly readySince: number; // when `ready` last changed
  readonly startedAt: number; // of the pod or of a container of it, the latest
}

/** The pod of that name; `unknown` where it could not be read, or was not. Never rejects. */
export type ReadPodNow = (pod: PodRef) => Promise<PodNow | 'absent' | 'unknown'>;

const settlingMs = 30_000; // a pod without readiness probe is Ready before it listens
const wholeSecondMs = 1000; // the API's times have no fractions
const mostPods = 500;

/**
 * What stays of an observation, given what its pod is now: all of it, or nothing where the pod came, went or restarted meanwhile, since a
 * connection that failed for that says nothing of the endpoint. A pod of which something was seen did listen, so only what changed since
 * counts; one that has not been ready for long refuses for good. Pure.
 */
export function recheck(observed: Observed, now: PodNow | 'absent' | 'unknown'): Observed {
  const reason = now === 'unknown' ? '' : changed(observed, now);
  return reason === '' ? observed : unseen(observed, reason);
}

function changed({ plan, facts, startedAt }: Observed, now: PodNow | 'absent'): string {
  if (now === 'absent' || now.uid !== plan.target.pod?.uid) return 'the pod was replaced while it was looked at';
  if (now.deleting) return 'the pod was deleted while it was looked at';
  if (now.phase !== 'Running') return 'the pod ended while it was looked at';
  const since = startedAt - (isSeen(facts) ? wholeSecondMs : settlingMs);
  if (now.startedAt > since) return 'the pod had only just started when it was looked at';
  return !now.ready && (now.readySince === 0 || now.readySince > since) ? 'the pod was not ready any more when it was looked at' : '';
}

function unseen(observed: Observed, reason: string): Observed {
  const unknown = ({ group, basis }: Fact): Fact => ({ group, basis, ...couldNotLook(reason, 'not-ready') });
  const presented = observed.presented.map((each) => ({ ...each, fact: unknown(each.fact) }));
  return { ...observed, facts: observed.facts.map(unknown), presented };
}

export interface LookAgainOptions {
  readonly podNow: ReadPodNow;
  readonly signal: AbortSignal;
}

/**
 * Looks once more at the pods of targets where a connection failed, one after another, those first of which nothing was seen. At most 500: the
 * others stay as they were seen.
 */
export async function lookAgain(all: readonly Observed[], { podNow, signal }: LookAgainOptions): Promise<Observed[]> {
  const broken = all.filter((each) => each.broken);
  const pods = new Map<string, PodNow | 'absent' | 'unknown'>();
  for (const { plan } of [...broken.filter(({ facts }) => !isSeen(facts)), ...broken]) {
    const { pod } = plan.target;
    if (!pod || pods.has(keyOf(pod))) continue;
    if (pods.size === mostPods || signal.aborted) break;
    pods.set(keyOf(pod), await podNow(pod));
  }
  return all.map((each) => {
    const { pod } = each.plan.target;
    return each.broken && pod ? recheck(each, pods.get(keyOf(pod)) ?? 'unknown') : each;
  });
}

const keyOf = ({ namespace, name }: PodRef): string => `${namespace}/${name}`;

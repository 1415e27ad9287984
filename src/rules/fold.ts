import { grouped } from '../model/grouped.ts';
import type { FindingTarget } from '../model/report.ts';
import { severities, type Verdict } from '../model/rule.ts';
import { addressText, type Target } from '../model/subject.ts';
import { clean } from '../model/text.ts';
import type { Judgement } from './judgement.ts';

/** The judgement of one member; `target` is null where the endpoint has none. */
export interface Member {
  readonly target: Target | null;
  readonly judgement: Judgement;
}

const worstFirst: readonly Verdict[] = ['fail', 'unknown', 'pass', 'not-applicable'];
const mostMembers = 5;
const mostMessages = 3;

/** One judgement of all members: the worst verdict, and the words of those members that have it. `members` is not empty. */
export function fold(members: readonly Member[]): Judgement {
  const verdict = worstFirst.find((each) => members.some(({ judgement }) => judgement.verdict === each)) ?? 'unknown';
  const concerned = members.filter(({ judgement }) => judgement.verdict === verdict);
  const [worst] = concerned.map(({ judgement }) => judgement).sort(bySeverity);
  if (!worst) throw new Error('nothing to fold');
  const evidence = [...new Set(concerned.flatMap(({ judgement }) => judgement.evidence))];
  const causes = concerned.map(({ judgement }) => judgement.cause);
  return {
    ...worst,
    cause: causes.includes('could-not-look') ? 'could-not-look' : worst.cause,
    reason: joined(concerned, members.length, (each) => each.reason),
    message: joined(concerned, members.length, (each) => each.message),
    evidence: evidence.slice(0, 40),
  };
}

const bySeverity = (a: Judgement, b: Judgement): number => severities.indexOf(a.severity) - severities.indexOf(b.severity);

/** Each distinct text once; where it does not hold for all members, with those it holds for: "… (2 of 3: pod-a, pod-b)". */
function joined(concerned: readonly Member[], all: number, textOf: (judgement: Judgement) => string): string {
  const holders = grouped(concerned, ({ judgement }) => textOf(judgement));
  holders.delete('');
  const texts = [...holders].map(([text, members]) =>
    members.length === all ? text : `${text} (${members.length} of ${all}: ${names(members)})`,
  );
  const more = texts.length - mostMessages;
  return more > 0 ? `${texts.slice(0, mostMessages).join('; ')}; and ${more} more` : texts.join('; ');
}

function names(members: readonly Member[]): string {
  const shown = members.slice(0, mostMembers).map(({ target }) => (target ? nameOf(target) : '?'));
  return members.length > mostMembers ? `${shown.join(', ')} and ${members.length - mostMembers} more` : shown.join(', ');
}

const nameOf = ({ id, pod, address }: Target): string => clean(pod?.name ?? (address ? addressText(address) : id), 100);

/** The members with a target, as a finding lists them: each target once, by the worst of its verdicts. */
export function findingTargets(members: readonly Member[]): FindingTarget[] {
  const byId = new Map<string, FindingTarget>();
  for (const { target, judgement } of members) {
    const before = target && byId.get(target.id);
    if (!target || (before && worstFirst.indexOf(before.verdict) <= worstFirst.indexOf(judgement.verdict))) continue;
    const { verdict, reason, cause } = judgement;
    byId.set(target.id, { id: target.id, address: target.address, pod: target.pod, verdict, reason, cause });
  }
  return [...byId.values()];
}

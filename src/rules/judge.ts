import type { Facts } from '../model/fact.ts';
import type { JudgedEndpoint } from '../model/judged.ts';
import type { Finding } from '../model/report.ts';
import type { Target } from '../model/subject.ts';
import { createBinder } from './bindings.ts';
import type { CompiledRule, RuleSet } from './compiled.ts';
import { contextOf } from './context.ts';
import { findingOf, worstFirst } from './finding.ts';
import type { Member } from './fold.ts';
import { judgeRule, type Judgement } from './judgement.ts';

type JudgeFacts = (facts: Facts) => Judgement;

/** Judges every endpoint by every rule: one finding per rule and endpoint, or per rule and scrape of it. Worst first. Pure. */
export function judge({ compiled }: RuleSet, endpoints: readonly JudgedEndpoint[]): Finding[] {
  const binder = createBinder();
  const findings = endpoints.flatMap((judged) =>
    compiled.flatMap((rule) => judgeEndpoint(rule, judged, (facts) => judgeRule(rule, contextOf(rule, facts, binder), binder))),
  );
  return findings.sort(worstFirst);
}

function judgeEndpoint({ rule }: CompiledRule, judged: JudgedEndpoint, judgeFacts: JudgeFacts): Finding[] {
  const { endpoint, facts, members } = judged;
  if (rule.scope === 'scrape') return judgeScrapes({ rule }, judged, judgeFacts);
  if (rule.scope === 'endpoint') return [findingOf(rule, { endpoint, scrape: null }, everywhere(endpoint.targets, judgeFacts(facts)))];
  const judgements: Member[] = members.map((each) => ({ target: each.target, judgement: judgeFacts([...each.facts, ...facts]) }));
  const none: Member = { target: null, judgement: undecided(rule, 'unknown', 'no address') };
  return [findingOf(rule, { endpoint, scrape: null }, judgements.length > 0 ? judgements : [none])];
}

function judgeScrapes({ rule }: Pick<CompiledRule, 'rule'>, judged: JudgedEndpoint, judgeFacts: JudgeFacts): Finding[] {
  const { endpoint, facts } = judged;
  const factsById = new Map(judged.members.map(({ target, facts: about }) => [target.id, about]));
  const findings = judged.scrapes.map(({ scrape, facts: own, members }) => {
    const judgements: Member[] = members.map(({ target, facts: joined }) => {
      const about = factsById.get(target.id) ?? [];
      return { target, judgement: judgeFacts([...joined, ...own, ...about, ...facts]) };
    });
    return findingOf(rule, { endpoint, scrape }, judgements.length > 0 ? judgements : [withoutTarget(judgeFacts([...own, ...facts]))]);
  });
  const about = (verdict: 'unknown' | 'not-applicable', reason: string): Finding =>
    findingOf(rule, { endpoint, scrape: null }, everywhere(endpoint.targets, undecided(rule, verdict, reason)));
  // Scrapes that nobody could read may exist beside those that are known.
  if (endpoint.scrapesUnknown !== '') return [...findings, about('unknown', endpoint.scrapesUnknown)];
  return findings.length > 0
    ? findings
    : [about('not-applicable', 'no ServiceMonitor and no annotation scrapes it; other kinds of monitor are not read')];
}

/** What the declared facts alone decide, stands; the rest could not be looked at. */
const withoutTarget = (judgement: Judgement): Member => ({
  target: null,
  judgement: judgement.verdict === 'unknown' ? { ...judgement, reason: 'no address' } : judgement,
});

/** The same judgement for every target. */
const everywhere = (targets: readonly Target[], judgement: Judgement): Member[] =>
  targets.length > 0 ? targets.map((target) => ({ target, judgement })) : [{ target: null, judgement }];

const undecided = ({ severity }: CompiledRule['rule'], verdict: 'unknown' | 'not-applicable', reason: string): Judgement => ({
  verdict,
  reason,
  cause: verdict === 'unknown' ? 'could-not-look' : null,
  severity,
  severityReason: '',
  basis: 'declared',
  message: '',
  evidence: [],
});

import type { Facts } from '../model/fact.ts';
import type { Judged, JudgedEndpoint, JudgedObject } from '../model/judged.ts';
import type { Finding } from '../model/report.ts';
import type { Target } from '../model/subject.ts';
import { createBinder } from './bindings.ts';
import type { CompiledRule, RuleSet } from './compiled.ts';
import { contextOf } from './context.ts';
import { findingOf, findingOfObject, worstFirst } from './finding.ts';
import type { Member } from './fold.ts';
import { judgeRule, type Judgement } from './judgement.ts';

type JudgeFacts = (facts: Facts) => Judgement;

/**
 * Judges every endpoint and every object by every rule about its kind: one finding per rule and endpoint, per rule and scrape of it, or per rule
 * and object. Worst first. Pure.
 */
export function judge({ compiled }: RuleSet, { endpoints, objects }: Judged): Finding[] {
  const binder = createBinder();
  const judgeFacts = (rule: CompiledRule) => (facts: Facts) => judgeRule(rule, contextOf(rule, facts, binder), binder);
  const aboutObjects = compiled.filter(({ rule }) => rule.scope === 'object');
  const aboutEndpoints = compiled.filter(({ rule }) => rule.scope !== 'object');
  const findings = [
    ...endpoints.flatMap((judged) => aboutEndpoints.flatMap((rule) => judgeEndpoint(rule, judged, judgeFacts(rule)))),
    ...objects.flatMap((judged) => aboutObjects.map((rule) => judgeObject(rule, judged, judgeFacts(rule)))),
  ];
  return findings.sort(worstFirst);
}

const judgeObject = ({ rule }: CompiledRule, object: JudgedObject, judgeFacts: JudgeFacts): Finding =>
  findingOfObject(rule, object, judgeFacts(object.facts));

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
  return findings.length > 0 ? findings : [about('not-applicable', 'no monitor and no annotation scrapes it')];
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

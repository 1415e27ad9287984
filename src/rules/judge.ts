import type { Judged, JudgedEndpoint, JudgedObject } from '../model/judged.ts';
import type { Finding } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import type { Target } from '../model/subject.ts';
import { aboutEndpoint, aboutObject, type About } from './about.ts';
import type { RuleSet } from './compiled.ts';
import { JudgedFinding } from './finding.ts';
import { createTargetLists, fold, type Member } from './fold.ts';
import type { Judgement } from './judgement.ts';
import { createJudges, type Judges, type RuleJudge } from './judges.ts';
import { sortWorstFirst } from './order.ts';
import { createSeeing, type Seen } from './seen.ts';

type See = ReturnType<typeof createSeeing>;
/** Makes the finding of a rule from the judgements of its members; at least one. */
type Make = (rule: Rule, about: About, members: readonly Member[]) => Finding;

/**
 * Judges every endpoint and every object by every rule about its kind: one finding per rule and endpoint, per rule and scrape of it, or per rule
 * and object. Worst first. Pure.
 */
export function judge({ compiled }: RuleSet, { endpoints, objects }: Judged): Finding[] {
  const see = createSeeing();
  const judges = createJudges(compiled);
  const findings: Finding[] = [];
  for (const each of endpoints) findings.push(...judgeEndpoint(each, judges, see));
  for (const each of objects) findings.push(...judgeObject(each, judges.object, see(each.facts)));
  return sortWorstFirst(findings);
}

function judgeObject(object: JudgedObject, judges: readonly RuleJudge[], seen: Seen): Finding[] {
  const about = aboutObject(object);
  return judges.map(({ rule, judge: by }) => new JudgedFinding(rule, about, { judgement: by(seen), targets: [] }));
}

function judgeEndpoint(judged: JudgedEndpoint, judges: Judges, see: See): Finding[] {
  const { endpoint, facts } = judged;
  const about = aboutEndpoint(endpoint, null);
  const listOf = createTargetLists();
  const make: Make = (rule, subject, members) => new JudgedFinding(rule, subject, { judgement: fold(members), targets: listOf(members) });
  const own = see(facts);
  const members = judged.members.map((each) => ({ target: each.target, seen: see([...each.facts, ...facts]) }));
  return [
    ...judges.endpoint.map(({ rule, judge: by }) => make(rule, about, everywhere(endpoint.targets, by(own)))),
    ...judges.target.map(({ rule, judge: by, undecided }) => {
      const judgements = members.map(({ target, seen }) => ({ target, judgement: by(seen) }));
      const none: Member = { target: null, judgement: undecided('unknown', 'no address') };
      return make(rule, about, judgements.length > 0 ? judgements : [none]);
    }),
    ...judgeScrapes(judged, judges.scrape, { see, make }),
    ...judgeUnseenScrapes(judged, judges.scrape, make),
  ];
}

function judgeScrapes(judged: JudgedEndpoint, judges: readonly RuleJudge[], { see, make }: { see: See; make: Make }): Finding[] {
  const { endpoint, facts } = judged;
  const factsById = new Map(judged.members.map(({ target, facts: about }) => [target.id, about]));
  return judged.scrapes.flatMap(({ scrape, facts: own, members }) => {
    const about = aboutEndpoint(endpoint, scrape);
    const seen = members.map(({ target, facts: joined }) => ({
      target,
      seen: see([...joined, ...own, ...(factsById.get(target.id) ?? []), ...facts]),
    }));
    const alone = seen.length > 0 ? null : see([...own, ...facts]);
    return judges.map(({ rule, judge: by }) =>
      make(rule, about, alone ? [withoutTarget(by(alone))] : seen.map((each) => ({ target: each.target, judgement: by(each.seen) }))),
    );
  });
}

/** Scrapes that nobody could read may exist beside those that are known; and an endpoint that nothing scrapes is told, too. */
function judgeUnseenScrapes({ endpoint, scrapes }: JudgedEndpoint, judges: readonly RuleJudge[], make: Make): Finding[] {
  const unreadable = endpoint.scrapesUnknown !== '';
  if (!unreadable && scrapes.length > 0) return [];
  const [verdict, reason] = unreadable
    ? (['unknown', endpoint.scrapesUnknown] as const)
    : (['not-applicable', 'no monitor and no annotation scrapes it'] as const);
  const about = aboutEndpoint(endpoint, null);
  return judges.map(({ rule, undecided }) => make(rule, about, everywhere(endpoint.targets, undecided(verdict, reason))));
}

/** What the declared facts alone decide, stands; the rest could not be looked at. */
const withoutTarget = (judgement: Judgement): Member => ({
  target: null,
  judgement: judgement.verdict === 'unknown' ? { ...judgement, reason: 'no address' } : judgement,
});

/** The same judgement for every target. */
const everywhere = (targets: readonly Target[], judgement: Judgement): Member[] =>
  targets.length > 0 ? targets.map((target) => ({ target, judgement })) : [{ target: null, judgement }];

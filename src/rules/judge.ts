import type { Judged, JudgedEndpoint, JudgedObject } from '../model/judged.ts';
import type { Finding } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import { aboutEndpoint, aboutObject, type About } from './about.ts';
import type { RuleSet } from './compiled.ts';
import { JudgedFinding } from './finding.ts';
import { fold, type Member } from './fold.ts';
import type { Judgement } from './judgement.ts';
import { createJudges, type Judges, type RuleJudge } from './judges.ts';
import { sortWorstFirst } from './order.ts';
import { createSeeing, type Seen } from './seen.ts';

type See = ReturnType<typeof createSeeing>;

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

/** The finding of one judgement for all targets. */
const common = (rule: Rule, about: About, judgement: Judgement): Finding => new JudgedFinding(rule, about, { judgement, members: null });

/** The finding of the members' judgements, of which there is at least one: they are folded where they are not all the same. */
function joint(rule: Rule, about: About, members: readonly Member[]): Finding {
  const [first] = members;
  const alike = first && members.every(({ judgement }) => judgement === first.judgement);
  return alike ? common(rule, about, first.judgement) : new JudgedFinding(rule, about, { judgement: fold(members), members });
}

function judgeObject(object: JudgedObject, judges: readonly RuleJudge[], seen: Seen): Finding[] {
  const about = aboutObject(object);
  return judges.map(({ rule, judge: by }) => common(rule, about, by(seen)));
}

function judgeEndpoint(judged: JudgedEndpoint, judges: Judges, see: See): Finding[] {
  const { endpoint, facts } = judged;
  const about = aboutEndpoint(endpoint, null);
  const own = see(facts);
  const members = judged.members.map((each) => ({ target: each.target, seen: see([...each.facts, ...facts]) }));
  const aboutMembers = { ...about, targets: members.map(({ target }) => target) };
  return [
    ...judges.endpoint.map(({ rule, judge: by }) => common(rule, about, by(own))),
    ...judges.target.map(({ rule, judge: by, undecided }) => {
      if (members.length === 0) return common(rule, aboutMembers, undecided('unknown', 'no address'));
      return joint(
        rule,
        aboutMembers,
        members.map(({ target, seen }) => ({ target, judgement: by(seen) })),
      );
    }),
    ...judgeScrapes(judged, judges.scrape, see),
    ...judgeUnseenScrapes(judged, judges.scrape),
  ];
}

function judgeScrapes(judged: JudgedEndpoint, judges: readonly RuleJudge[], see: See): Finding[] {
  const { endpoint, facts } = judged;
  const factsById = new Map(judged.members.map(({ target, facts: about }) => [target.id, about]));
  return judged.scrapes.flatMap(({ scrape, facts: own, members }) => {
    const about = { ...aboutEndpoint(endpoint, scrape), targets: members.map(({ target }) => target) };
    const seen = members.map(({ target, facts: joined }) => ({
      target,
      seen: see([...joined, ...own, ...(factsById.get(target.id) ?? []), ...facts]),
    }));
    const alone = seen.length > 0 ? null : see([...own, ...facts]);
    return judges.map(({ rule, judge: by }) =>
      alone
        ? common(rule, about, withoutTarget(by(alone)))
        : joint(
            rule,
            about,
            seen.map((each) => ({ target: each.target, judgement: by(each.seen) })),
          ),
    );
  });
}

/** Scrapes that nobody could read may exist beside those that are known; and an endpoint that nothing scrapes is told, too. */
function judgeUnseenScrapes({ endpoint, scrapes }: JudgedEndpoint, judges: readonly RuleJudge[]): Finding[] {
  const unreadable = endpoint.scrapesUnknown !== '';
  if (!unreadable && scrapes.length > 0) return [];
  const [verdict, reason] = unreadable
    ? (['unknown', endpoint.scrapesUnknown] as const)
    : (['not-applicable', 'no monitor and no annotation scrapes it'] as const);
  const about = aboutEndpoint(endpoint, null);
  return judges.map(({ rule, undecided }) => common(rule, about, undecided(verdict, reason)));
}

/** What the declared facts alone decide, stands; the rest could not be looked at. */
const withoutTarget = (judgement: Judgement): Judgement =>
  judgement.verdict === 'unknown' ? { ...judgement, reason: 'no address' } : judgement;

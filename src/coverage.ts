import { needs } from './kube/needs.ts';
import { resourceName } from './kube/resources.ts';
import type { Access, Coverage, Finding } from './model/report.ts';
import type { Endpoint } from './model/subject.ts';

/** The kinds of object without which nobody knows how many targets there are. */
const decisive = new Set(needs.filter(({ use }) => use === 'decisive').map(({ resource }) => resourceName(resource)));

const keyOf = (endpoint: string, scrape: string): string => `${endpoint}\0${scrape}`;

/**
 * The findings that say how well targets were seen: those on scrapes that other namespaces declare of an endpoint are not among them, since whoever
 * may write a monitor could leave something of every target unseen. Pure.
 */
export function decidingFindings(findings: readonly Finding[], endpoints: readonly Endpoint[]): readonly Finding[] {
  const foreign = new Set(
    endpoints.flatMap(({ id, scrapes }) => scrapes.filter((each) => each.foreign === true).map((each) => keyOf(id, each.id))),
  );
  return findings.filter(({ subject }) => !foreign.has(keyOf(subject.id, subject.scrape?.id ?? '')));
}

/**
 * Coverage: targets whose every applicable rule ended pass, fail or waived, of all discovered targets. What this run was not told to
 * ask (`out-of-mode`) does not count against a target; what it could not see does. Pure.
 */
export function coverageOf(targets: readonly string[], findings: readonly Finding[], access: readonly Access[]): Coverage {
  const unseen = new Set(
    findings.flatMap((finding) => finding.targets.filter((each) => each.cause === 'could-not-look').map((each) => each.id)),
  );
  const covered = targets.filter((id) => !unseen.has(id)).length;
  const missing = access.filter((each) => decisive.has(each.resource) && each.outcome !== 'listed' && each.outcome !== 'absent');
  const unknownBecause = missing.map((each) => `${each.resource}: ${each.outcome}`).join(', ');
  const percent = unknownBecause !== '' || targets.length === 0 ? null : (covered / targets.length) * 100;
  return { covered, discovered: targets.length, percent, unknownBecause, access: [...access] };
}

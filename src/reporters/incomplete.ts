import type { Access, Report } from '../model/report.ts';
import { groupBy } from './common.ts';
import { count } from '../model/text.ts';

/** Percent for people: never rounded up, so that only all is 100. */
export const percentText = (percent: number): string => `${Math.floor(percent * 10) / 10}%`;

/** Why the coverage does not satisfy, or '' where it does. Nothing judged never satisfies; nothing found does where it is allowed. */
export function coverageProblem({ coverage, minCoverage, allowEmpty }: Report): string {
  const { percent, covered, discovered, unknownBecause } = coverage;
  if (discovered === 0) return allowEmpty && unknownBecause === '' ? '' : 'no target was found, nothing was looked at';
  if (covered === 0) return `none of ${count(discovered, 'target')} could be judged completely`;
  if (minCoverage === null) return '';
  const asked = `and ${percentText(minCoverage)} was asked for`;
  if (percent === null) return `coverage is unknown, ${asked}`;
  return percent < minCoverage ? `coverage is ${percentText(percent)}, ${asked}` : '';
}

/** "pods could not be listed (forbidden): what else there is, nobody knows", of "pods: forbidden"; '' where all could be listed. */
export function unlistedText({ coverage: { unknownBecause } }: Report): string {
  if (unknownBecause === '') return '';
  const kinds = unknownBecause.split(', ').map((each) => each.split(': '));
  const texts = groupBy(kinds, ([, outcome = '']) => outcome).map((group) => {
    const [, outcome = ''] = group[0];
    const names = group.map(([resource = '']) => resource).join(', ');
    return `${names} could not be listed ${outcome === 'partial' ? 'completely' : `(${outcome})`}`;
  });
  return `${texts.join('; ')}: what else there is, nobody knows`;
}

/**
 * Why the report must not be taken for the whole truth: a sentence fragment each. Objects that could not be listed are such a reason even where
 * no coverage was asked for: whoever compares two reports would take what is missing for mended.
 */
export function incompleteBecause(report: Report): readonly string[] {
  const partial = report.partial ? `the scan is partial: ${report.partialReason || 'it was interrupted'}` : '';
  return [partial, report.provenance.vantage.tainted, unlistedText(report), coverageProblem(report)].filter((reason) => reason !== '');
}

/** "seen directly, from a pod of the cluster", and what that cannot see. */
export function vantageText({ provenance: { vantage } }: Report): readonly string[] {
  const via = vantage.via === 'direct' ? 'seen directly' : 'seen through port-forward';
  return [`${via}, from ${vantage.from === 'in-cluster' ? 'a pod of the cluster' : 'outside of the cluster'}`, ...vantage.notes];
}

/** "pods: forbidden: User … cannot list resource …": the API server's own words without what stands before them already. */
export function accessText({ resource, outcome, count: read, detail }: Access): string {
  const number = outcome === 'listed' || outcome === 'partial' ? `, ${read} read` : '';
  const again = `${resource} is forbidden: `;
  const why = outcome === 'forbidden' && detail.startsWith(again) ? detail.slice(again.length) : detail;
  return `${resource}: ${outcome}${number}${why === '' ? '' : `: ${why}`}`;
}

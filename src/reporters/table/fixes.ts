import { originText } from '../../model/origin.ts';
import type { Finding } from '../../model/report.ts';
import { citation, groupBy, placeOf } from '../common.ts';
import { labelled, paragraph, type Page } from './page.ts';

/** Findings that are put right at the same object. */
export type Group = readonly [Finding, ...Finding[]];

/** Findings of one rule may differ in how they are put right. */
const keyOf = ({ rule, fix }: Finding): string => `${rule}\n${fix?.text}`;

const place = (finding: Finding): string => originText(placeOf(finding));

/** Where each fix is told in full: under the first of the groups that need it. */
export function placesOfFixes(groups: readonly Group[]): ReadonlyMap<string, string> {
  const firstOnes = groupBy(groups.flat(), keyOf).map(([first]) => first);
  return new Map(firstOnes.map((first) => [keyOf(first), place(first)]));
}

/** How to put right what is wrong in the group, each fix once; one that an earlier group told is referred to. */
export function fixes(group: Group, told: ReadonlyMap<string, string>, page: Page): string[] {
  const needed = groupBy(
    group.filter((finding) => finding.fix !== null),
    keyOf,
  );
  if (needed.length === 0) return [];
  const lines = needed.flatMap((findings) => {
    const first = told.get(keyOf(findings[0])) ?? '';
    return first === place(findings[0])
      ? inFull(findings, page)
      : labelled(page, 4, findings[0].rule, withFields(findings, `as for ${first}, above`));
  });
  return ['', `  ${page.good('How to fix')}`, ...lines];
}

function withFields(findings: Group, text: string): string {
  const fields = [...new Set(findings.map((finding) => finding.fix?.field ?? ''))].filter((field) => field !== '').toSorted();
  return fields.length === 0 ? text : `${fields.join(', ')}: ${text}`;
}

function inFull(findings: Group, page: Page): string[] {
  const [first = '', ...more] = (findings[0].fix?.text ?? '').trimEnd().split('\n');
  const references = page.verbose ? findings[0].references : [];
  return [
    ...labelled(page, 4, findings[0].rule, withFields(findings, first)),
    ...more.flatMap((line) => paragraph(page, 6 + line.search(/\S|$/), line.trim())),
    ...references.flatMap((reference) => paragraph(page, 6, `${citation(reference)}: ${reference.says} ${reference.url}`, page.dim)),
  ];
}

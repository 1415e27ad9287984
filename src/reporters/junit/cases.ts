import type { Finding, Report } from '../../model/report.ts';
import { byWorst, citation, coverageProblem, scrapeText } from '../common.ts';
import { count } from '../strings.ts';
import { element, type Element } from './xml.ts';

export type Outcome = 'failure' | 'error' | 'skipped';

export interface Case {
  readonly name: string;
  readonly classname: string;
  readonly outcome: Outcome | null; // null: passed
  readonly content: readonly Element[];
}

/** The scan itself, so that an interrupted one is never all green. */
export function scanCases(report: Report): Case[] {
  const problem = coverageProblem(report);
  const { covered, discovered } = report.coverage;
  const completed = report.partial ? failed('error', report.partialReason || 'interrupted', 'partial', '') : null;
  const judged = problem === '' ? null : failed('failure', problem, 'coverage', '');
  return [
    { name: 'completed', classname: 'scan', outcome: completed ? 'error' : null, content: completed ? [completed] : [] },
    {
      name: 'coverage',
      classname: 'scan',
      outcome: judged ? 'failure' : null,
      content: [judged ?? element('system-out', {}, `${covered} of ${count(discovered, 'target')} fully judged`)],
    },
  ];
}

const failed = (outcome: Outcome, message: string, type: string, text: string): Element => element(outcome, { message, type }, text);

/** The cases of one endpoint, the worst first; all rules that passed are one. */
export function endpointCases(findings: readonly Finding[], report: Report): Case[] {
  const told = findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'unknown' || verdict === 'waived').toSorted(byWorst);
  return [...told.map((finding) => caseOf(finding, report)), ...passedCase(findings.filter(({ verdict }) => verdict === 'pass'))];
}

function passedCase(passed: readonly Finding[]): Case[] {
  const [first] = passed;
  if (!first) return [];
  const name = `${count(new Set(passed.map((finding) => finding.rule)).size, 'rule')} passed`;
  const content = [element('system-out', {}, passed.map(ruleName).toSorted().join('\n'))];
  return [{ name, classname: first.subject.id, outcome: null, content }];
}

/** A rule may be judged once per scrape of the endpoint: the name then tells which. */
const ruleName = ({ rule, subject }: Finding): string => (subject.scrape ? `${rule} (${scrapeText(subject)})` : rule);

function caseOf(finding: Finding, report: Report): Case {
  const outcome = outcomeOf(finding, report);
  const content = [failed(outcome, messageOf(finding), typeOf(finding), outcome === 'skipped' ? '' : details(finding))];
  return { name: ruleName(finding), classname: finding.subject.id, outcome, content };
}

/** What could not be looked at is an error where a coverage was asked for: then nobody may overlook it. */
function outcomeOf({ verdict, cause }: Finding, { minCoverage }: Report): Outcome {
  if (verdict === 'fail') return 'failure';
  return verdict === 'unknown' && cause === 'could-not-look' && minCoverage !== null ? 'error' : 'skipped';
}

function messageOf({ verdict, message, waiver }: Finding): string {
  return verdict === 'waived' && waiver ? `waived by ${waiver.by} until ${waiver.until}: ${waiver.reason}` : message;
}

const typeOf = ({ verdict, severity, cause }: Finding): string => (verdict === 'fail' ? severity : (cause ?? verdict));

function details(finding: Finding): string {
  const { severity, severityReason, evidence, fix, references } = finding;
  return [
    `severity: ${severity}${severityReason === '' ? '' : ` (${severityReason})`}`,
    ...evidence.map((each) => `evidence: ${each}`),
    ...(fix ? [`fix: ${fix.field === '' ? '' : `${fix.field}: `}${fix.text}`] : []),
    ...references.map((reference) => `reference: ${citation(reference)} ${reference.url}`),
  ].join('\n');
}

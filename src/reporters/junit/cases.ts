import type { Finding, Report } from '../../model/report.ts';
import { byWorst, citation, groupBy, scrapeText } from '../common.ts';
import { coverageProblem, unlistedText, vantageText } from '../incomplete.ts';
import { compare, count } from '../../model/text.ts';
import { element, type Element } from './xml.ts';

export type Outcome = 'failure' | 'error' | 'skipped';

export interface Case {
  readonly name: string;
  readonly classname: string;
  readonly outcome: Outcome | null; // null: passed
  readonly content: readonly Element[];
}

/** The scan itself, so that neither an interrupted one nor one that found nothing is ever all green; and all that ends without a verdict. */
export const scanCases = (report: Report): Case[] => [completedCase(report), coverageCase(report), ...ledgerCases(report)];

/** A case per thing and reason; replicas share one, since their names change. */
function ledgerCases({ ledger, ledgerOmitted, minCoverage }: Report): Case[] {
  const rows = groupBy(ledger, ({ what, code }) => `${what.split('@')[0]} ${code}`);
  const omitted = ledgerOmitted > 0 ? [{ name: 'more', code: 'over-budget', text: `${ledgerOmitted} more ended without a verdict` }] : [];
  const told = rows.map((group) => {
    const [{ what, code }] = group;
    return { name: what.split('@')[0] ?? '', code, text: [...new Set(group.map(({ reason }) => reason))].join('; ') };
  });
  const missing = new Set<string>(ledger.filter(({ because }) => because === 'could-not-look').map(({ code }) => code));
  return [...told, ...omitted].map(({ name, code, text }) => {
    const outcome = minCoverage !== null && missing.has(code) ? 'error' : 'skipped';
    return { name: `${name} (${code})`, classname: 'ledger', outcome, content: [failed(outcome, text, code, '')] };
  });
}

function completedCase(report: Report): Case {
  const { partial, partialReason } = report;
  const vantage = element('system-out', {}, vantageText(report).join('\n'));
  const content = partial ? [failed('error', partialReason || 'interrupted', 'partial', '')] : [vantage];
  return { name: 'completed', classname: 'scan', outcome: partial ? 'error' : null, content };
}

/** What could not be listed is told, but fails nobody who asked for no coverage: the right to list may be withheld on purpose. */
function coverageCase(report: Report): Case {
  const problem = coverageProblem(report);
  const { covered, discovered } = report.coverage;
  const judged = problem || `${covered} of ${count(discovered, 'target')} fully judged`;
  const text = [judged, unlistedText(report)].filter((each) => each !== '').join('; ');
  const content = problem === '' ? element('system-out', {}, text) : failed('failure', text, 'coverage', '');
  return { name: 'coverage', classname: 'scan', outcome: problem === '' ? null : 'failure', content: [content] };
}

const failed = (outcome: Outcome, message: string, type: string, text: string): Element => element(outcome, { message, type }, text);

/** The cases of one endpoint, the worst first; all rules that passed are one. */
export function endpointCases(findings: readonly Finding[], report: Report): Case[] {
  const told = findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'unknown' || verdict === 'waived').toSorted(byWorst);
  const unasked = groupBy(
    told.filter(({ cause }) => cause === 'out-of-mode'),
    ({ message }) => message,
  );
  return [
    ...told.filter(({ cause }) => cause !== 'out-of-mode').map((finding) => caseOf(finding, report)),
    ...unasked.map((group) => (group.length === 1 ? caseOf(group[0], report) : unaskedCase(group))),
    ...passedCase(findings.filter(({ verdict }) => verdict === 'pass')),
  ];
}

/** What one option would answer is one case of the endpoint. */
function unaskedCase(findings: readonly [Finding, ...Finding[]]): Case {
  const [{ message, subject }] = findings;
  const names = [...new Set(findings.map(ruleName))].toSorted(compare);
  const content = [failed('skipped', message, 'out-of-mode', '')];
  return { name: names.join(', '), classname: subject.id, outcome: 'skipped', content };
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

import type { ReportingDescriptor } from 'sarif';
import type { Report } from '../../model/report.ts';
import type { Severity } from '../../model/rule.ts';
import { citation } from '../common.ts';

type ReportRule = Report['rules'][number];

export const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const;

/** In the middle of the ranges that code scanning translates back to words: over 9 critical, 7 high, 4 medium. */
const securitySeverity: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' };

/** A rule as code scanning shows it beside an alert. */
export function descriptorOf(rule: ReportRule): ReportingDescriptor {
  const [first] = rule.references;
  const help = { text: helpText(rule), markdown: helpMarkdown(rule) };
  return {
    id: rule.id,
    ...friendlyName(rule.id),
    shortDescription: { text: sentence(rule.title) },
    fullDescription: { text: sentence([rule.title, first?.says].filter(Boolean).join(': ')) },
    ...(first ? { helpUri: first.url } : {}),
    help,
    defaultConfiguration: { level: levels[rule.severity] },
    properties: { 'security-severity': securitySeverity[rule.severity], severity: rule.severity, tags: ['security', rule.category] },
  };
}

/** A name in PascalCase, which validators ask for, unless it would only repeat the id. */
function friendlyName(id: string): { name?: string } {
  const name = id.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_, letter: string) => letter.toUpperCase());
  return name.toLowerCase() === id.toLowerCase() ? {} : { name };
}

/** SARIF asks of messages to end with a period; an example of several lines keeps its last one as it is. */
export const sentence = (text: string): string => (/[.!?…]$|\n/.test(text) ? text : `${text}.`);

function helpText({ title, fix, references }: ReportRule): string {
  const sources = references.map((reference) => `${citation(reference)}: ${sentence(reference.says)} ${reference.url}`);
  return [sentence(title), sentence(`Fix: ${fix}`), ...sources].join('\n');
}

function helpMarkdown({ title, fix, references }: ReportRule): string {
  const sources = references.map(
    (reference) => `- [${escaped(citation(reference))}](<${encodedForMarkdown(reference.url)}>): ${escaped(sentence(reference.says))}`,
  );
  return [`**${escaped(title)}**`, fixMarkdown(fix), sources.join('\n')].filter((part) => part !== '').join('\n\n');
}

const encodedForMarkdown = (url: string): string => url.replace(/[<>\s]/g, encodeURIComponent);

/** A fix of several lines holds an example, whose indentation matters. */
const fixMarkdown = (fix: string): string => (fix.includes('\n') ? `Fix:\n\n${fix.replace(/^/gm, '    ')}` : `Fix: ${escaped(fix)}`);

/** Text as Markdown shows it unchanged. */
const escaped = (text: string): string => text.replace(/[\\`*_{}[\]<>#|!~&]/g, '\\$&').replace(/(?<!\w)@(?=\w)/g, '@ ');

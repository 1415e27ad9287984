import { usageError } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Rule } from '../model/rule.ts';
import { nearestError, recognise } from '../prometheus/outcome/index.ts';
import { explainErrors, listErrors } from './explain-error.ts';
import type { Io } from './io.ts';
import { loadBuiltInRules } from './ruleset.ts';
import { readScrapeErrors } from './scrape-errors.ts';
import { wrap } from './text.ts';

/**
 * Explains one rule by its id (what it means and why it matters, when its severity changes, how to fix it, where that is written, and the rule
 * itself), or an error of Prometheus, an exporter or the kubelet by its text or its id.
 */
export async function explainCommand(what: string, io: Io): Promise<void> {
  const { rules } = await loadBuiltInRules();
  const rule = rules.find((each) => each.id === what);
  if (rule) return io.stdout.write(explainRule(rule, io.stdout.isTerminal ? Math.min(io.stdout.columns, 100) : 100));
  const errors = (await readScrapeErrors())();
  const entry = errors.find(({ id }) => id === what);
  const found = entry ? [{ entry, text: entry.texts[0] ?? '' }] : recognise(errors, what);
  if (found.length > 0) return io.stdout.write(explainErrors(found, what));
  const ids = [...rules.map(({ id }) => id), ...errors.map(({ id }) => id)];
  throw /\s/.test(what.trim()) ? unknownError(nearestError(errors, what)) : unknownRule(what, ids);
}

/** Lists every error that is known. */
export async function listErrorsCommand(io: Io): Promise<void> {
  await io.stdout.write(listErrors((await readScrapeErrors())()));
}

function unknownRule(id: string, ids: readonly string[]): Error {
  const close = nearest(id, ids);
  const meant = close === undefined ? '' : `Did you mean ${close}? `;
  return usageError(
    `there is no rule and no error "${id}"`,
    `${meant}pgx-audit rules lists the rules, pgx-audit explain --errors the errors; of an error give the whole line, in quotes.`,
  );
}

function unknownError(close: string | undefined): Error {
  const meant = close === undefined ? '' : `The nearest is: ${close}. `;
  return usageError('this error is not known', `${meant}pgx-audit explain --errors lists all that are.`);
}

/** What the texts of a fix are for, besides kinds of exporters. */
const fixFor: Readonly<Record<string, string>> = {
  default: 'in general',
  annotations: 'for a scrape that prometheus.io annotations ask for',
};

function explainRule(rule: Rule, width: number): string {
  const paragraph = (text: string): string => `${wrap(text.trim(), width - 2, '  ')}\n`;
  const raised = rule.adjust.map(({ severity, because }) => paragraph(`${severity} when ${because}`));
  const fixes = Object.entries(rule.fix).map(([kind, text]) => paragraph(`${fixFor[kind] ?? `for ${kind}`}: ${text}`));
  const references = rule.references.map(({ id, section, says, url }) => paragraph(`${id} ${section}: ${says} ${url}`));
  const params = Object.entries(rule.params).map(([name, value]) => paragraph(`params.${name}: ${paramText(value)}`));
  const applies = rule.match === '' ? '' : paragraph(`applies to ${rule.appliesTo}: ${rule.match}`);
  return [
    `${rule.id}: ${rule.title}\n${paragraph(rule.why)}`,
    `\nSeverity\n${paragraph(rule.severity)}${raised.join('')}`,
    `\nHow to fix it\n${fixes.join('')}`,
    `\nWhere it is written\n${references.join('')}`,
    `\nRule\n${applies}${paragraph(`passes when: ${rule.expect}`)}${params.join('')}`,
  ].join('');
}

/** A parameter's value; of a long set only its size. */
function paramText(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return value.length > 10 ? `${value.length} names` : value.join(', ');
}

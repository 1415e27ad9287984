import { usageError } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Rule } from '../model/rule.ts';
import type { Io } from './io.ts';
import { loadBuiltInRules } from './ruleset.ts';
import { wrap } from './text.ts';

/** Explains one rule: what it means and why it matters, when its severity changes, how to fix it, where that is written, and the rule itself. */
export async function explainCommand(id: string, io: Io): Promise<void> {
  const { rules } = await loadBuiltInRules();
  const rule = rules.find((each) => each.id === id);
  if (!rule)
    throw unknownRule(
      id,
      rules.map((each) => each.id),
    );
  await io.stdout.write(explainRule(rule, io.stdout.isTerminal ? Math.min(io.stdout.columns, 100) : 100));
}

function unknownRule(id: string, ids: readonly string[]): Error {
  const close = nearest(id, ids);
  return usageError(`there is no rule "${id}"`, `${close === undefined ? '' : `Did you mean ${close}? `}pgx-audit rules lists them all.`);
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

import { usageError } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Rule } from '../model/rule.ts';
import type { Io } from './io.ts';
import { loadBuiltInRules } from './ruleset.ts';
import { wrap } from './text.ts';

/** Explains one rule: what it means, when its severity changes, how to fix it, and where that is written. */
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

function explainRule(rule: Rule, width: number): string {
  const paragraph = (text: string): string => `${wrap(text.trim(), width - 2, '  ')}\n`;
  const raised = rule.adjust.map(({ severity, because }) => paragraph(`${severity} when ${because}`));
  const fixes = Object.entries(rule.fix).map(([kind, text]) => paragraph(`${kind === 'default' ? 'in general' : `for ${kind}`}: ${text}`));
  const references = rule.references.map(({ id, section, says, url }) => paragraph(`${id} ${section}: ${says} ${url}`));
  return [
    `${rule.id}: ${rule.title}\n`,
    `\nSeverity\n${paragraph(rule.severity)}${raised.join('')}`,
    `\nPasses when\n${rule.match === '' ? '' : paragraph(`it applies (${rule.appliesTo}): ${rule.match}`)}${paragraph(rule.expect)}`,
    `\nHow to fix it\n${fixes.join('')}`,
    `\nWhere it is written\n${references.join('')}`,
  ].join('');
}

import type { Io } from './io.ts';
import { loadBuiltInRules } from './ruleset.ts';

/** Lists the rules, one a line, or as JSON. */
export async function rulesCommand(asJson: boolean, io: Io): Promise<void> {
  const { rules } = await loadBuiltInRules();
  const rows = rules.map(({ id, severity, category, scope, title }) => ({ id, severity, category, scope, title }));
  if (asJson) return io.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  const width = (key: 'id' | 'severity' | 'category'): number => Math.max(...rows.map((row) => row[key].length), key.length);
  const line = (id: string, severity: string, category: string, title: string): string =>
    `${id.padEnd(width('id'))}  ${severity.padEnd(width('severity'))}  ${category.padEnd(width('category'))}  ${title}\n`;
  const header = line('ID', 'SEVERITY', 'CATEGORY', 'TITLE');
  await io.stdout.write(header + rows.map((row) => line(row.id, row.severity, row.category, row.title)).join(''));
}

import { type ScrapeErrors, readable } from '../../src/prometheus/outcome/index.ts';

const cell = (text: string): string => `\`${text.replaceAll('|', String.raw`\|`).replace(/\s+/g, ' ')}\``;

/** What Prometheus 2.42 shows for the documented text. */
function olderCell(text: string, older: string | undefined): string {
  if (older === undefined) return 'does not fail';
  return older === text ? 'the same' : cell(readable(older));
}

/** What Prometheus 3.x shows for each cause of a failing scrape, beside 2.42, in Markdown. */
export function errorsTable(errors: ScrapeErrors): string {
  const rows = errors
    .filter(({ where }) => where === 'target' || where === 'prometheus')
    .map(({ id, texts: [text = ''], texts2x: [older] }) => `| ${id} | ${cell(readable(text))} | ${olderCell(text, older)} |`);
  return ['| cause | Prometheus 3.x | Prometheus 2.42 |', '|---|---|---|', ...rows, ''].join('\n');
}

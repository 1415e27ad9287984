import { InvalidArgumentError } from 'commander';

/** Parsers of option values. Each throws commander's InvalidArgumentError with what would be right. */

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "5s", "500ms", "2m", "1h30m" or "5" (seconds) → milliseconds, at least 1. */
export function parseDuration(text: string): number {
  const bare = /^\d+(\.\d+)?$/.test(text);
  const parts = bare ? [`${text}s`] : text.match(/^(\d+(\.\d+)?(ms|s|m|h|d))+$/) ? (text.match(/\d+(\.\d+)?(ms|s|m|h|d)/g) ?? []) : [];
  const total = parts.reduce((sum, part) => sum + Number.parseFloat(part) * (units[part.replace(/[\d.]/g, '')] ?? 0), 0);
  if (total < 1 || total > 2_147_483_647) throw new InvalidArgumentError('Give a duration such as 5s, 500ms or 2m.');
  return total;
}

/** "20%" → a share of the lifetime; "14d" → days. */
export function parseExpiryWarning(text: string): { min_share: number; min_days: number } {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (percent !== undefined && Number(percent) <= 100) return { min_share: Number(percent) / 100, min_days: 0 };
  const days = /^(\d+(?:\.\d+)?)d$/.exec(text)?.[1];
  if (days !== undefined) return { min_share: 0, min_days: Number(days) };
  throw new InvalidArgumentError('Give a share of the lifetime such as 20%, or days such as 14d.');
}

/** "80" or "80%" → 80. */
export function parsePercent(text: string): number {
  const percent = /^(\d+(?:\.\d+)?)%?$/.exec(text)?.[1];
  if (percent === undefined || Number(percent) > 100) throw new InvalidArgumentError('Give a percentage from 0 to 100.');
  return Number(percent);
}

/** A whole number of at least 1 and at most `most`. */
export const parseCount =
  (most: number) =>
  (text: string): number => {
    if (!/^\d{1,9}$/.test(text) || Number(text) < 1 || Number(text) > most)
      throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
    return Number(text);
  };

export interface Output {
  readonly format: string;
  readonly path: string;
}

/** "sarif=out.sarif" → format and path. */
export const parseOutput =
  (formats: readonly string[]) =>
  (text: string, before: readonly Output[]): readonly Output[] => {
    const [format = '', ...rest] = text.split('=');
    const path = rest.join('=');
    if (formats.includes(format) && (path === '' || path === '-'))
      throw new InvalidArgumentError(
        `Give FORMAT=PATH, for example ${format}=pgx-audit.${format}; for the standard output: --format ${format}.`,
      );
    if (!formats.includes(format) || path === '')
      throw new InvalidArgumentError(`Give FORMAT=PATH with a format of ${formats.join(', ')}, for example sarif=pgx-audit.sarif.`);
    return [...before, { format, path }];
  };

/** The lists that append has made, which nobody else writes to. */
const made = new WeakMap<readonly string[], string[]>();

/** Collects a repeatable option. A default stays as it is; the list made of it grows in place, for it may take ten thousand values. */
export function append(text: string, before: readonly string[]): readonly string[] {
  const list = made.get(before) ?? [...before];
  list.push(text);
  made.set(list, list);
  return list;
}

/** Collects a repeatable option; commas separate too, as kubectl's users expect. */
export const collect = (text: string, before: readonly string[]): readonly string[] => [
  ...before,
  ...text.split(',').filter((part) => part !== ''),
];

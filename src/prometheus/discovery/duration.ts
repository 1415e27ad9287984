const units: readonly (readonly [string, number])[] = [
  ['y', 365 * 24 * 3600e3],
  ['w', 7 * 24 * 3600e3],
  ['d', 24 * 3600e3],
  ['h', 3600e3],
  ['m', 60e3],
  ['s', 1e3],
  ['ms', 1],
];
const pattern = new RegExp(`^${units.map(([unit]) => `(?:(\\d{1,15})${unit})?`).join('')}$`);
/** What fits into an int64 of nanoseconds. */
const longest = (2 ** 63 - 1) / 1e6;

/** Milliseconds of a duration as Prometheus writes it, "1h30m" (model.ParseDuration of prometheus/common); null where it is none. */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0;
  const match = text.length > 200 || text === '' ? null : pattern.exec(text);
  if (!match) return null;
  const sum = units.reduce((total, [, milliseconds], index) => total + Number(match[index + 1] ?? 0) * milliseconds, 0);
  return sum > longest ? null : sum;
}

const day = 24 * 3600e3;
const units = [
  { name: 'y', length: 365 * day, whole: true },
  { name: 'w', length: 7 * day, whole: true },
  { name: 'd', length: day, whole: false },
  { name: 'h', length: 3600e3, whole: false },
  { name: 'm', length: 60e3, whole: false },
  { name: 's', length: 1e3, whole: false },
  { name: 'ms', length: 1, whole: false },
] as const;
const pattern = new RegExp(`^${units.map(({ name }) => `(?:(\\d{1,15})${name})?`).join('')}$`);
/** What fits into an int64 of nanoseconds. */
const longest = (2 ** 63 - 1) / 1e6;

/** Milliseconds of a duration as Prometheus writes it, "1h30m" (model.ParseDuration of prometheus/common); null where it is none. */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0;
  const match = text.length > 200 || text === '' ? null : pattern.exec(text);
  if (!match) return null;
  const sum = units.reduce((total, { length }, index) => total + Number(match[index + 1] ?? 0) * length, 0);
  return sum > longest ? null : sum;
}

/** A duration in milliseconds as Prometheus writes it itself: years and weeks only where nothing is left over (model.Duration.String). */
export function durationText(duration: number): string {
  let left = duration;
  let text = '';
  for (const { name, length, whole } of units) {
    if (left < length || (whole && left % length !== 0)) continue;
    text += `${Math.floor(left / length)}${name}`;
    left %= length;
  }
  return text || '0s';
}

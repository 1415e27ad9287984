const pattern = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const day = 86_400_000;
const units = [
  { name: 'y', length: 365 * day, whole: true },
  { name: 'w', length: 7 * day, whole: true },
  { name: 'd', length: day, whole: false },
  { name: 'h', length: 3_600_000, whole: false },
  { name: 'm', length: 60_000, whole: false },
  { name: 's', length: 1000, whole: false },
  { name: 'ms', length: 1, whole: false },
];

/** Milliseconds of a duration as Prometheus writes it ("1m30s"; prometheus/common model.ParseDuration), null where it is none. */
export function milliseconds(text: string): number | null {
  if (text === '0') return 0;
  const match = text === '' ? null : pattern.exec(text);
  return match && units.reduce((sum, { length }, index) => sum + length * Number(match[index + 1] ?? 0), 0);
}

/** A duration as Prometheus writes it itself: years and weeks only where nothing is left over (model.Duration.String). */
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

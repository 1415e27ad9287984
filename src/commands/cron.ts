import { InvalidArgumentError } from 'commander';

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[]; // the first stands for `least`
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const fields: readonly Field[] = [
  { name: 'minute', least: 0, most: 59, names: [] },
  { name: 'hour', least: 0, most: 23, names: [] },
  { name: 'day of month', least: 1, most: 31, names: [] },
  { name: 'month', least: 1, most: 12, names: months },
  { name: 'day of week', least: 0, most: 6, names: weekdays },
];
const descriptors = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);
const example = 'Give five fields such as "0 3 * * *" (every day at 3:00 UTC), or @daily.';

/**
 * A schedule as a CronJob takes it (github.com/robfig/cron ParseStandard): minute, hour, day of month, month, day of week; each `*`, `?`,
 * numbers, names, ranges, steps and lists of these; or a descriptor. Gives it with single spaces. A time zone in it is refused, as Kubernetes does.
 */
export function parseCron(text: string): string {
  const parts = text.trim().split(/\s+/);
  if (parts.length === 1 && descriptors.has(parts[0] ?? '')) return parts.join('');
  if (parts.length !== fields.length) throw new InvalidArgumentError(example);
  for (const [index, field] of fields.entries()) {
    const wrong = (parts[index] ?? '').split(',').find((each) => !isRange(each, field));
    if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong.slice(0, 50)}" is no ${field.name}. ${example}`);
  }
  return parts.join(' ');
}

/** `*`, `?`, `N` or `N-M`, each with or without `/STEP`; `N/STEP` runs to the end. */
function isRange(text: string, field: Field): boolean {
  const [range = '', step, ...more] = text.split('/');
  if (more.length > 0 || (step !== undefined && !(numberOf(step) >= 1))) return false;
  if (range === '*' || range === '?') return true;
  const [from = '', to = from, ...others] = range.split('-');
  const [first, last] = [valueOf(from, field), valueOf(to, field)];
  return others.length === 0 && first >= field.least && last <= field.most && first <= last;
}

const numberOf = (text: string): number => (/^\d{1,4}$/.test(text) ? Number(text) : Number.NaN);

function valueOf(text: string, { least, names }: Field): number {
  const index = names.indexOf(text.toLowerCase());
  return index >= 0 ? least + index : numberOf(text);
}

import { createHash } from 'node:crypto';
import { clean } from '../../model/text.ts';
import type { Step } from './compile.ts';
import { isLabelName, type LabelNames } from './label-name.ts';
import type { Labels } from './labels.ts';
import { toLower, toUpper } from './letter-case.ts';
import { bounded, Unsupported, type Matching } from './matching.ts';
import { expand } from './template.ts';

/** One target on its way through the relabelings. */
export interface Subject {
  readonly labels: Labels;
  readonly matching: Matching;
  readonly names: LabelNames;
}

const mostLabels = 10_000;

/** Applies one relabel_config; false where it drops the target. Throws Unsupported. */
export function apply(step: Step, subject: Subject): boolean {
  const { config } = step;
  const { labels, matching } = subject;
  if (config.action.startsWith('label')) return applyToNames(step, subject);
  const value = bounded(config.sourceLabels.map((name) => read(labels, name)).join(config.separator));
  switch (config.action) {
    case 'keep':
      return matching.test(step, value);
    case 'drop':
      return !matching.test(step, value);
    case 'keepequal':
      return read(labels, config.targetLabel) === value;
    case 'dropequal':
      return read(labels, config.targetLabel) !== value;
    case 'replace':
      replace(step, value, subject);
      return true;
    default:
      labels.set(config.targetLabel, bounded(changed(step, value)));
      return true;
  }
}

function read(labels: Labels, name: string): string {
  const value = labels.get(name);
  const unknown = value === '' ? labels.unknown(name) : '';
  if (unknown) throw new Unsupported(`relabelings read ${clean(name, 200)}, which is not known: ${unknown}`);
  return value;
}

function replace(step: Step, value: string, { labels, matching, names }: Subject): void {
  const match = matching.find(step, value);
  if (!match) return;
  const target = bounded(expand(step.target, match));
  if (isLabelName(target, names)) labels.set(target, bounded(expand(step.replacement, match)));
}

function changed({ config }: Step, value: string): string {
  if (config.action === 'lowercase') return toLower(value);
  if (config.action === 'uppercase') return toUpper(value);
  const hash = createHash('md5').update(value, 'utf8').digest();
  return String(hash.readBigUInt64BE(8) % BigInt(config.modulus));
}

function applyToNames(step: Step, subject: Subject): boolean {
  const { labels, matching } = subject;
  const all = labels.all();
  if (all.size > mostLabels) throw new Unsupported(`a target has more than ${mostLabels} labels`);
  if (step.config.action === 'labelmap') map(step, subject, all);
  else for (const name of all.keys()) if (matching.test(step, name) === (step.config.action === 'labeldrop')) labels.set(name, '');
  if (step.config.action !== 'labelmap') forget(step, subject);
  return true;
}

/** A label of unknown value that is dropped is known from then on. */
function forget(step: Step, { labels, matching }: Subject): void {
  for (const name of labels.unknowns())
    if (!name.endsWith('*') && matching.test(step, name) === (step.config.action === 'labeldrop')) labels.set(name, '');
}

/**
 * Copies labels to other names. Prometheus holds the labels of a target in no particular order: which of several wins is left to chance, unless
 * relabeling set them.
 */
function map(step: Step, { labels, matching }: Subject, all: ReadonlyMap<string, string>): void {
  const open = labels.unknowns().find((name) => mayMatch(step, name, matching));
  if (open !== undefined) throw new Unsupported(`relabelings copy ${clean(open, 200)}, which is not known`);
  const written = new Map<string, { value: string; original: boolean }>();
  for (const [name, value] of all) {
    if (!matching.test(step, name)) continue;
    const result = bounded(matching.remembered(step, name, () => replaceAll(step, name, matching)));
    const original = labels.isOriginal(name);
    const before = written.get(result);
    if (before && before.value !== value && (before.original || original))
      throw new Unsupported(`relabelings copy several labels to ${clean(result, 200)}, and Prometheus leaves to chance which of them wins`);
    written.set(result, { value, original });
    labels.set(result, value);
  }
}

/** Of a beginning of names, whether the pattern asks for another one. */
function mayMatch(step: Step, name: string, matching: Matching): boolean {
  if (!name.endsWith('*')) return matching.test(step, name);
  const literal = /^\w*(?![\w?*{])/.exec(step.config.regex)?.[0] ?? '';
  const beginning = name.slice(0, -1);
  return step.config.regex.includes('|') || literal.startsWith(beginning) || beginning.startsWith(literal);
}

/** Go's regexp.ReplaceAllString: a pattern may be written so that it is not anchored on both sides, as in "a)|(?:b". */
function replaceAll(step: Step, text: string, matching: Matching): string {
  let [result, from, last] = ['', 0, 0];
  while (from <= text.length) {
    const match = matching.find(step, text, from);
    if (!match) break;
    result += text.slice(last, match.start);
    if (match.end > last || match.start === 0) result += expand(step.replacement, match);
    last = match.end;
    const next = from + ((text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1);
    from = Math.max(match.end, next);
  }
  return result + text.slice(last);
}

import * as v from 'valibot';
import type { RelabelConfig } from '../job.ts';
import { clean } from '../../model/text.ts';

/** A text; YAML reads one that looks like a number as a number. */
const text = v.nullish(v.union([v.string(), v.pipe(v.number(), v.safeInteger(), v.transform(String))]));
const modulus = v.nullish(v.pipe(v.number(), v.safeInteger(), v.minValue(0)));
const shared = { separator: text, regex: text, modulus, replacement: text, action: text };

const objectShape = v.looseObject({ ...shared, sourceLabels: v.nullish(v.array(v.string())), targetLabel: text });
const fileShape = v.looseObject({ ...shared, source_labels: v.nullish(v.array(v.string())), target_label: text });

/** DefaultRelabelConfig of model/relabel/relabel.go. */
export const relabelDefaults: RelabelConfig = {
  sourceLabels: [],
  separator: ';',
  regex: '(.*)',
  modulus: 0,
  targetLabel: '',
  replacement: '$1',
  action: 'replace',
};

/**
 * Reads a RelabelConfig as objects of Prometheus Operator carry it (monitoring.coreos.com/v1), with the defaults that it has in the generated
 * configuration: an empty regex or action is not written there. What has not the shape of one becomes a config with `invalid`.
 */
export function relabelConfigOf(raw: unknown): RelabelConfig {
  const parsed = v.safeParse(objectShape, raw);
  if (!parsed.success) return { ...relabelDefaults, invalid: shapeProblem(parsed.issues) };
  const { sourceLabels, separator, regex, modulus: divisor, targetLabel, replacement, action } = parsed.output;
  const equal = ['keepequal', 'dropequal'].includes((action ?? '').toLowerCase());
  return {
    sourceLabels: sourceLabels ?? [],
    separator: separator ?? relabelDefaults.separator,
    regex: regex || relabelDefaults.regex,
    modulus: divisor ?? 0,
    targetLabel: targetLabel ?? '',
    replacement: replacement ?? relabelDefaults.replacement,
    action: (action || relabelDefaults.action).toLowerCase(),
    ...(equal && regex && explicitRegex),
  };
}

/** Reads a relabel_config as a configuration file of Prometheus has it; there an empty regex matches the empty text only. */
export function relabelConfigOfFile(raw: unknown): RelabelConfig {
  const parsed = v.safeParse(fileShape, raw);
  if (!parsed.success) return { ...relabelDefaults, invalid: shapeProblem(parsed.issues) };
  const { source_labels: sourceLabels, target_label: targetLabel, regex, ...rest } = parsed.output;
  const config = relabelConfigOf({ ...rest, sourceLabels, targetLabel, ...(regex && { regex }) });
  if (rest.action === '') return { ...config, invalid: 'its action is empty' };
  return typeof regex === 'string' && regex === '' ? { ...config, regex: '' } : config;
}

/** Prometheus tells a regex that is written from the one that is understood, also where both are the same. */
const explicitRegex = { invalid: 'it has a regex, which keepequal and dropequal do not take' };

const shapeProblem = (issues: readonly v.BaseIssue<unknown>[]): string =>
  clean(`it cannot be read: ${issues[0] ? `${v.getDotPath(issues[0]) ?? 'it'}: ${issues[0].message}` : 'it is no object'}`, 200);

import type { RelabelConfig } from '../job.ts';
import { clean } from '../../model/text.ts';
import { isLabelName, isLabelTemplate, type LabelNames } from './label-name.ts';

const known = 'replace keep drop hashmod labelmap labeldrop labelkeep lowercase uppercase keepequal dropequal'.split(' ');
const writing = new Set(['replace', 'hashmod', 'lowercase', 'uppercase', 'keepequal', 'dropequal']);
const withoutReplacement = new Set(['lowercase', 'uppercase', 'keepequal', 'dropequal']);
const comparing = new Set(['keepequal', 'dropequal']);
const filteringNames = new Set(['labeldrop', 'labelkeep']);

/**
 * Why Prometheus does not load a configuration with this relabel_config, '' where it does (model/relabel/relabel.go, Config.Validate); the
 * pattern apart. The names of labels are those of Prometheus 3 unless the scheme is legacy.
 */
export function relabelProblem(config: RelabelConfig, names: LabelNames = 'utf8'): string {
  const { action, sourceLabels, targetLabel, modulus, replacement } = config;
  const shown = clean(targetLabel, 100);
  if (config.invalid !== undefined) return config.invalid;
  if (!known.includes(action)) return `there is no action "${clean(action, 60)}"`;
  const odd = sourceLabels.find((name) => !isLabelName(name, names));
  if (odd !== undefined) return `"${clean(odd, 100)}" is no name of a label`;
  if (action === 'hashmod' && modulus === 0) return 'hashmod needs a modulus';
  if (writing.has(action) && targetLabel === '') return `${action} needs a target label`;
  const template = action === 'replace' && targetLabel.includes('$');
  const valid = template ? isLabelTemplate(targetLabel, names) : isLabelName(targetLabel, names);
  if (writing.has(action) && !valid) return `"${shown}" is no name of a label to write to`;
  if (withoutReplacement.has(action) && replacement !== '$1') return `${action} takes no replacement`;
  if (action === 'labelmap' && !isLabelTemplate(replacement, names)) return `"${clean(replacement, 100)}" is no name of a label to copy to`;
  return surplus(config);
}

/** What else stands in a config whose action takes few fields. */
function surplus({ action, sourceLabels, separator, regex, modulus, targetLabel, replacement }: RelabelConfig): string {
  const more = separator !== ';' || modulus !== 0 || replacement !== '$1';
  if (comparing.has(action) && (more || regex !== '(.*)')) return `${action} takes nothing but source labels and a target label`;
  if (filteringNames.has(action) && (more || sourceLabels.length > 0 || targetLabel !== '')) return `${action} takes nothing but a regex`;
  return '';
}

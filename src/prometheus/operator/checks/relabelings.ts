import { isLabelName, isLabelTemplate, type LabelNames } from '../../relabel/label-name.ts';
import type { Relabeling } from '../shapes/common.ts';
import { atLeast, type Version } from '../../version.ts';
import { type Problem, firstProblem, quoted, within } from './problem.ts';
import type { RegexCheck } from './regex.ts';

/** What decides whether relabelings are taken. */
export interface RelabelingCheck {
  readonly version: Version | null;
  readonly regexProblem: RegexCheck;
}

/** From Prometheus 3 on, any text is the name of a label (pkg/operator, ValidationSchemeForPrometheus). */
export const labelNames = (version: Version | null): LabelNames => (atLeast(version, '3.0.0') ? 'utf8' : 'legacy');

const writing = new Set(['replace', 'hashmod', 'lowercase', 'uppercase', 'keepequal', 'dropequal']);
const changingCase = new Set(['lowercase', 'uppercase']);
const comparing = new Set(['keepequal', 'dropequal']);
const dropping = new Set(['labeldrop', 'labelkeep']);

/** Why the operator rejects relabelings (pkg/prometheus/validation, ValidateRelabelConfig): "[0]: …"; '' where it does not. */
export const relabelingsProblem = (relabelings: readonly Relabeling[], { version, regexProblem }: RelabelingCheck): Problem =>
  firstProblem(
    relabelings.flatMap((each, index) =>
      [
        unsupported(each, version),
        within(`invalid regex ${each.regex.slice(0, 200)} for relabel configuration`, regexProblem(each.regex)),
        incomplete(each) || misnamed(each, labelNames(version)) || superfluous(each),
      ].map((problem) => within(`[${index}]`, problem)),
    ),
  );

const actionOf = ({ action }: Relabeling): string => (action || 'replace').toLowerCase();

function unsupported(each: Relabeling, version: Version | null): string {
  const since = changingCase.has(actionOf(each)) ? '2.36.0' : comparing.has(actionOf(each)) ? '2.41.0' : '0.0.0';
  return atLeast(version, since) ? '' : `${each.action} relabel action is only supported from Prometheus version ${since}`;
}

function incomplete(each: Relabeling): string {
  const action = actionOf(each);
  if (action === 'hashmod' && each.modulus === 0) return 'relabel configuration for hashmod requires non-zero modulus';
  const needsTarget = writing.has(action) && each.targetLabel === '';
  return needsTarget ? `relabel configuration for ${each.action || 'replace'} action needs targetLabel value` : '';
}

function misnamed(each: Relabeling, names: LabelNames): string {
  const action = actionOf(each);
  const { targetLabel, replacement } = each;
  if (writing.has(action) && !isLabelName(targetLabel, names))
    return `${quoted(targetLabel)} is invalid 'target_label' for ${each.action || 'replace'} action`;
  const whole = changingCase.has(action) || comparing.has(action);
  if (whole && (replacement ?? '$1') !== '$1') return `'replacement' can not be set for ${each.action} action`;
  if (action === 'labelmap' && typeof replacement === 'string' && !isLabelTemplate(replacement, names))
    return `${quoted(replacement)} is invalid 'replacement' for ${each.action} action`;
  return '';
}

function superfluous(each: Relabeling): string {
  const action = actionOf(each);
  const extra = each.modulus !== 0 || (each.separator ?? ';') !== ';' || (each.replacement ?? '$1') !== '$1';
  if (comparing.has(action) && (extra || (each.regex || '(.*)') !== '(.*)'))
    return `${each.action} action requires only 'source_labels' and \`target_label\`, and no other fields`;
  if (dropping.has(action) && (extra || each.sourceLabels.length > 0 || each.targetLabel !== ''))
    return `${each.action} action requires only 'regex', and no other fields`;
  return '';
}

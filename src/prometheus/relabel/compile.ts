import type { RelabelConfig } from '../job.ts';
import type { LabelNames } from './label-name.ts';
import { compilePattern, instructions, type Pattern } from './pattern.ts';
import { relabelProblem } from './problem.ts';
import { readTemplate, type Template } from './template.ts';

/** A relabel_config, ready to be applied. */
export interface Step {
  readonly config: RelabelConfig;
  readonly pattern: Pattern;
  readonly target: Template;
  readonly replacement: Template;
}

export type Compiled = { readonly steps: readonly Step[] } | { readonly unsupported: string };

const mostSteps = 500;
/** Together: what one object may have compiled (see `instructions`). */
const mostInstructions = 200_000;

const compiled = new WeakMap<readonly RelabelConfig[], Map<LabelNames, Compiled>>();

/** Compiles a list of relabel_configs, once: the list is remembered. `unsupported` says which of them is refused, and why. */
export function compileRelabelings(configs: readonly RelabelConfig[], names: LabelNames): Compiled {
  const known = compiled.get(configs) ?? new Map<LabelNames, Compiled>();
  compiled.set(configs, known);
  const before = known.get(names);
  if (before) return before;
  const now = compile(configs, names);
  known.set(names, now);
  return now;
}

function compile(configs: readonly RelabelConfig[], names: LabelNames): Compiled {
  if (configs.length > mostSteps) return { unsupported: `${configs.length} relabelings are more than the ${mostSteps} that are evaluated` };
  if (configs.reduce((sum, { regex }) => sum + instructions(regex), 0) > mostInstructions)
    return { unsupported: 'the patterns of the relabelings are too large to be evaluated' };
  const steps: Step[] = [];
  for (const [index, config] of configs.entries()) {
    const problem = relabelProblem(config, names);
    if (problem) return { unsupported: `relabeling ${index}: ${problem}` };
    const pattern = compilePattern(config.regex);
    if ('unsupported' in pattern) return { unsupported: `relabeling ${index}: ${pattern.unsupported}` };
    const [target, replacement] = [config.targetLabel, config.replacement].map((text) => readTemplate(text, pattern.names));
    steps.push({ config, pattern, target: target ?? [], replacement: replacement ?? [] });
  }
  return { steps };
}

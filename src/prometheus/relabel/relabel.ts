import type { LabelSet, RelabelConfig } from '../job.ts';
import { apply } from './actions.ts';
import { compileRelabelings } from './compile.ts';
import type { LabelNames } from './label-name.ts';
import { Labels, type UnknownLabels } from './labels.ts';
import { Matching, Unsupported, type Budget } from './matching.ts';

/** What relabeling makes of labels. `unsupported`: why it is not known, or that Prometheus does not load such a configuration. */
export type Relabeled = { readonly kept: LabelSet } | { readonly dropped: true } | { readonly unsupported: string };

export interface RelabelOptions {
  readonly unknown?: UnknownLabels; // labels that Prometheus may have and that are not known here
  readonly names?: LabelNames; // "utf8" unless given: metric_name_validation_scheme
  readonly budget?: Budget; // what matching may cost together with others; each call has one of its own unless given
}

/** Relabels one set of labels as Prometheus does (model/relabel/relabel.go). Never throws. */
export function relabel(labels: LabelSet, configs: readonly RelabelConfig[], options: RelabelOptions = {}): Relabeled {
  const subject = new Labels([labels], options.unknown ? [options.unknown] : []);
  const outcome = createRelabeler(configs, options.names)(subject, options.budget && [options.budget]);
  if (outcome === 'kept') return { kept: subject.all() };
  return outcome === 'dropped' ? { dropped: true } : outcome;
}

/** `budgets`: what bears the cost of this one, where not all of them together do. */
export type Relabeler = (labels: Labels, budgets?: readonly Budget[]) => 'kept' | 'dropped' | { readonly unsupported: string };

/** Relabels many sets of labels in place, in bounded time for all of them together. */
export function createRelabeler(configs: readonly RelabelConfig[], names: LabelNames = 'utf8'): Relabeler {
  const compiled = compileRelabelings(configs, names);
  if ('unsupported' in compiled) return () => compiled;
  const matching = new Matching();
  return (labels, budgets) => {
    if (budgets) matching.charge(budgets);
    try {
      return compiled.steps.every((step) => apply(step, { labels, matching, names })) ? 'kept' : 'dropped';
    } catch (error) {
      if (error instanceof Unsupported) return { unsupported: error.message };
      throw error;
    }
  };
}

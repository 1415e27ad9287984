export { relabelConfigOf, relabelConfigOfFile } from './config.ts';
export { isLabelName, type LabelNames } from './label-name.ts';
export { Labels, type UnknownLabels } from './labels.ts';
export { relabelProblem } from './problem.ts';
export { createRelabeler, relabel, type Relabeled, type Relabeler, type RelabelOptions } from './relabel.ts';

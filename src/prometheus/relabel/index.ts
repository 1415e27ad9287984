export { relabelConfigOf, relabelConfigOfFile, relabelDefaults } from './config.ts';
export { sanitizeLabelName } from './label-name.ts';
export { Labels, type UnknownLabels } from './labels.ts';
export { createBudget, type Budget } from './matching.ts';
export { relabelProblem } from './problem.ts';
export { createRelabeler, relabel, type Relabeler } from './relabel.ts';

export type { ClusterObjects } from './objects.ts';
export { labelNamesOf, targetsOf } from './targets.ts';

export type { ClusterObjects } from './objects.ts';
export { targetsOf } from './targets.ts';

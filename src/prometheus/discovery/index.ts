export type { ClusterObjects, ListedKind } from './objects.ts';
export { targetsOf } from './targets.ts';

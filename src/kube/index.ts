export { loadKubeAccess, type AccessOptions, type KubeAccess } from './access.ts';
export { createKubeApi, type Got, type KubeApi, type KubeApiOptions } from './api.ts';
export type { Listed } from './list.ts';
export * from './resources.ts';

export { loadKubeAccess, type AccessOptions, type KubeAccess } from './access.ts';
export { createKubeApi, type KubeApi, type KubeApiOptions } from './api.ts';
export * from './resources.ts';

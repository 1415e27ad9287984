export { loadKubeAccess, type AccessOptions, type KubeAccess } from './access.ts';
export { createKubeApi, type KubeApi, type KubeApiOptions } from './api.ts';
export { manifestText } from './manifest.ts';
export { needs, type Need } from './needs.ts';
export { leastRbac, type KubeObject, type Subject } from './rbac.ts';
export * from './resources.ts';
export { askRights, askSecret, askWhoWeAre, isMissing, type Right, type SecretName } from './rights.ts';
export { portForwardConnect } from './port-forward/connect.ts';

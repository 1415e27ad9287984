export { parseCatalogue, type Catalogue } from './catalogue.ts';
export { listensEverywhere } from './listener.ts';
export { metricsPorts, recognise } from './recognise.ts';
export type { Container, Workload } from './workload.ts';
export { listeningPorts, meshListening } from './mesh-listeners.ts';
export { ciliumEncryption, isMeshPort, meshAt, meshOf, type MeshPod } from './mesh.ts';

export { discoverAddresses } from './addresses.ts';
export { discoverCluster, type ClusterOptions, type Discovery } from './cluster.ts';
export { parseCidr } from './ip.ts';
export { referencedSecrets } from './references.ts';
export { parseSelector } from './selector-text.ts';

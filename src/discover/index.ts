export { discoverAddresses } from './addresses.ts';
export { discoverCluster, type ClusterOptions, type Discovery } from './cluster.ts';

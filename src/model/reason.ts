import * as v from 'valibot';

/**
 * Why something that was found ends without a verdict. `excluded-by-policy`: the audit keeps away from it, or was told to; `could-not-look`: it
 * would have looked.
 */
export const reasonCodes = {
  external: 'excluded-by-policy', // outside of the cluster
  'not-proven': 'excluded-by-policy', // claimed by an object that proves nothing
  costly: 'excluded-by-policy', // a request of it costs money or load
  'only-suspected': 'excluded-by-policy', // looks like an exporter, and --guess was not given
  'loopback-only': 'excluded-by-policy',
  finished: 'excluded-by-policy', // a pod that has ended
  duplicate: 'excluded-by-policy', // judged as another endpoint
  'mesh-admin': 'excluded-by-policy', // a port of the mesh's own proxy
  'not-ready': 'could-not-look', // a pod that does not run yet, or no longer
  'no-endpoints': 'could-not-look', // selects or stands for nothing
  'not-permitted': 'could-not-look', // RBAC
  unreachable: 'could-not-look',
  'timed-out': 'could-not-look',
  'loopback-vantage': 'could-not-look', // seen through port-forward only, which may reach another listener
  meshed: 'could-not-look', // a mesh stands between
  'over-budget': 'could-not-look',
  interrupted: 'could-not-look',
  'unsupported-kind': 'could-not-look',
  'unsupported-relabeling': 'could-not-look',
  rejected: 'could-not-look', // by Prometheus Operator
  'not-understood': 'could-not-look',
} as const;
export type ReasonCode = keyof typeof reasonCodes;
export const reasonCodeShape = v.picklist(Object.keys(reasonCodes) as [ReasonCode, ...ReasonCode[]]);

import type { KubernetesSd } from '../../../src/prometheus/job.ts';
import { kubernetesSd } from '../../prometheus/jobs.ts';

const roles = ['endpoints', 'endpointslice', 'pod', 'node', 'service', 'ingress'] as const;
const attached = { attachMetadata: { node: true, namespace: true } };

/** Discoveries by the names of their jobs. */
export const discoveries: readonly (readonly [string, KubernetesSd])[] = [
  ...roles.map((role) => [role, kubernetesSd(role)] as const),
  ...roles.slice(0, 3).map((role) => [`${role} with node and namespace`, kubernetesSd(role, attached)] as const),
  ...roles
    .slice(0, 3)
    .map((role) => [`${role} of two namespaces`, kubernetesSd(role, { namespaces: ['bank', 'nowhere', 'shop'] })] as const),
  ['service with its namespace', kubernetesSd('service', { attachMetadata: { node: false, namespace: true } })],
  ['ingress with its namespace', kubernetesSd('ingress', { attachMetadata: { node: false, namespace: true } })],
  ['pods by label', kubernetesSd('pod', { selectors: [{ role: 'pod', label: 'app in (web, db),!nothing', field: '' }] })],
  ['pods by field', kubernetesSd('pod', { selectors: [{ role: 'pod', label: '', field: 'spec.nodeName=n1,status.phase!=Succeeded' }] })],
  ['pods of some nodes', kubernetesSd('pod', { ...attached, selectors: [{ role: 'node', label: 'kubernetes.io/os=linux', field: '' }] })],
  ['endpoints by label', kubernetesSd('endpoints', { selectors: [{ role: 'endpoints', label: 'app=web,empty', field: '' }] })],
  [
    'endpoints with fewer Services and pods',
    kubernetesSd('endpoints', {
      selectors: [
        { role: 'service', label: '', field: 'metadata.name=web' },
        { role: 'pod', label: '', field: 'metadata.name!=web-2' },
      ],
    }),
  ],
  ['slices by label', kubernetesSd('endpointslice', { selectors: [{ role: 'endpointslice', label: 'app!=web', field: '' }] })],
];

import { describe, expect, it } from 'vitest';
import { discover, monitor, pod, service, slice, sliceEndpoint } from './objects.ts';

const nameless = [{ name: 'c', image: 'corp/app:1', ports: [{ name: 'web', containerPort: 3000 }] }];

const owned = async (metadata: object, spec: object = {}): Promise<string | undefined> =>
  (await discover({ pods: [pod({ metadata, spec })] })).endpoints[0]?.id;
const by = (kind: string, name: string, labels: object = {}) => ({
  ownerReferences: [{ kind, name, uid: 'o', controller: true }],
  labels,
});

const host = (name: string, spec: object) =>
  pod({
    metadata: { name, uid: name, ownerReferences: [{ kind: 'DaemonSet', name, uid: name, controller: true }] },
    spec: { hostNetwork: true, nodeName: 'n', ...spec },
    status: { hostIP: '192.168.1.10', podIP: '192.168.1.10', podIPs: [] },
  });

describe('identity', () => {
  it.each([
    ['a ReplicaSet of its own', by('ReplicaSet', 'pgx-5d4f8b9c7'), 'db/ReplicaSet/pgx-5d4f8b9c7:9187'],
    ['a Rollout', by('ReplicaSet', 'pgx-7f', { 'rollouts-pod-template-hash': '7f' }), 'db/Rollout/pgx:9187'],
    ['a StatefulSet', by('StatefulSet', 'pg'), 'db/StatefulSet/pg:9187'],
    ['a custom resource', by('Cluster', 'main'), 'db/Cluster/main:9187'],
    ['a CronJob', by('Job', 'backup-29384720'), 'db/CronJob/backup:9187'],
    ['an old CronJob', by('Job', 'backup-1609459200'), 'db/CronJob/backup:9187'],
    ['a Job with a date', by('Job', 'backup-20240101'), 'db/Job/backup-20240101:9187'],
    ['nothing', { ownerReferences: null }, 'db/Pod/pgx-5d4f8b9c7-abcde:9187'],
    [
      'an owner that does not control it',
      { ownerReferences: [{ kind: 'Node', name: 'node-1', uid: 'n' }] },
      'db/Pod/pgx-5d4f8b9c7-abcde:9187',
    ],
    ['a node, as a static pod', { ...by('Node', 'node-1'), name: 'exporter-node-1' }, 'db/Pod/exporter:9187'],
  ])('is that of %s', async (_, metadata, expected) => {
    expect(await owned(metadata)).toBe(expected);
  });

  it.each([
    [{ labels: { 'app.kubernetes.io/managed-by': 'Helm', 'app.kubernetes.io/instance': 'pgx' } }, 'Helm release pgx'],
    [{ labels: { heritage: 'Helm', release: 'old' } }, 'Helm release old'],
    [{ labels: { 'argocd.argoproj.io/instance': 'apps', 'helm.sh/chart': 'x-1' } }, 'Argo CD application apps'],
    [{ annotations: { 'argocd.argoproj.io/tracking-id': 'apps:apps/Deployment:db/pgx' } }, 'Argo CD application apps'],
    [{ labels: { 'kustomize.toolkit.fluxcd.io/name': 'infra' } }, 'Flux Kustomization infra'],
    [{ labels: {} }, undefined],
  ])('knows who manages %j', async (metadata, expected) => {
    expect((await discover({ pods: [pod({ metadata: { ownerReferences: [], ...metadata } })] })).endpoints[0]?.owner.managedBy).toBe(
      expected,
    );
  });

  it('no address is dialled for two endpoints: who declares the port keeps it', async () => {
    const discovery = await discover({
      pods: [host('agent', { containers: nameless }), host('exporter', {})],
      services: [service()],
      endpointslices: [
        slice({ endpoints: [sliceEndpoint({ addresses: ['192.168.1.10'], targetRef: { kind: 'Pod', name: 'agent', uid: 'agent' } })] }),
      ],
      servicemonitors: [monitor()],
    });
    expect(discovery.endpoints.map((each) => [each.id, each.scrapes.length])).toEqual([['db/DaemonSet/exporter:9187', 1]]);
    expect(discovery.notProbed).toContainEqual({
      what: 'DaemonSet db/agent port 9187',
      code: 'duplicate',
      because: 'excluded-by-policy',
      reason: 'the same address and port as DaemonSet db/exporter',
    });
  });
});

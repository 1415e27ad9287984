import { describe, expect, it } from 'vitest';

import { discover, monitored, pod, service, slice, sliceEndpoint, type Objects, type Options } from './objects.ts';

const proofs = async (objects: Objects, options: Options = {}): Promise<string[]> => {
  const { endpoints } = await discover(monitored(objects), options);
  return endpoints.flatMap((each) => each.targets.map(({ id, proof }) => `${id}: ${proof.proven ? `by ${proof.by}` : proof.reason}`));
};
const ofPod = 'db/Deployment/pgx:9187@pgx-5d4f8b9c7-abcde: ';
const ofService = (address: string) => `db/Service/pgx:9187@${address}: `;
const naming = (
  address: string,
  targetRef: object | null = { kind: 'Pod', namespace: 'db', name: 'pgx-5d4f8b9c7-abcde', uid: 'uid-pod-1' },
) => slice({ endpoints: [sliceEndpoint({ addresses: [address], targetRef })] });
const alone = { pods: [pod({ spec: { nodeName: 'node-1', containers: [] } })] }; // a pod that nothing identifies

describe('a target is proven', () => {
  it('by a running pod that the slice names by UID', async () => {
    expect(await proofs({})).toEqual([`${ofPod}by running pod db/pgx-5d4f8b9c7-abcde`]);
  });

  it('though the slice is written by hand, and by the second address of the pod', async () => {
    const dual = { pods: [pod({ status: { phase: 'Running', podIP: '10.244.0.5', podIPs: [{ ip: '10.244.0.5' }, { ip: 'fd00::5' }] } })] };
    const hand = slice({ metadata: { name: 'hand', namespace: 'db', labels: { 'kubernetes.io/service-name': 'pgx' } } });
    const six = slice({
      metadata: { name: 'six', namespace: 'db', labels: { 'kubernetes.io/service-name': 'pgx' } },
      endpoints: [sliceEndpoint({ addresses: ['fd00:0::5'] })],
    });
    expect(await proofs({ ...dual, endpointslices: [hand, six] })).toEqual([`${ofPod}by running pod db/pgx-5d4f8b9c7-abcde`]);
  });

  it.each([
    [
      'among the addresses of its node',
      [{ metadata: { name: 'node-1', uid: 'n1' }, status: { addresses: [{ type: 'InternalIP', address: '192.168.1.10' }] } }],
    ],
    ['by its status where nodes are not there', []],
  ])('on the host network, %s', async (_, nodes) => {
    const pods = [
      pod({
        spec: { hostNetwork: true, nodeName: 'node-1', containers: [] },
        status: { phase: 'Running', hostIP: '192.168.1.10', podIP: '192.168.1.10' },
      }),
    ];
    expect(await proofs({ pods, nodes, endpointslices: [naming('192.168.1.10')] })).toEqual([
      `${ofPod}by running hostNetwork pod db/pgx-5d4f8b9c7-abcde`,
    ]);
  });

  it("by a node's own kubelet port, and no other port of it", async () => {
    const nodes = [
      {
        metadata: { name: 'node-1', uid: 'n1' },
        status: { addresses: [{ address: '192.168.1.10' }], daemonEndpoints: { kubeletEndpoint: { Port: 10250 } } },
      },
    ];
    const endpoints = [sliceEndpoint({ addresses: ['192.168.1.10'], targetRef: { kind: 'Node', name: 'node-1', uid: 'n1' } })];
    const ports = [
      { name: 'http', port: 10250 },
      { name: 'http', port: 22 },
    ];
    expect(await proofs({ ...alone, nodes, endpointslices: [slice({ endpoints, ports })] })).toEqual([
      'db/Service/pgx:10250@192.168.1.10: by kubelet port of node node-1',
      'db/Service/pgx:22@192.168.1.10: slice pgx-x7k2p names a Node, not a pod',
    ]);
  });
});

describe('a target is not proven', () => {
  it.each([
    ['a slice that names no pod', {}, naming('203.0.113.9', null), ofService('203.0.113.9'), 'slice pgx-x7k2p names no pod'],
    [
      'a Service without selector',
      { services: [service({ spec: { selector: null } })] },
      naming('203.0.113.9', null),
      ofService('203.0.113.9'),
      'the Service has no selector, and slice pgx-x7k2p names no pod',
    ],
    [
      'another UID',
      {},
      naming('10.244.0.5', { kind: 'Pod', namespace: 'db', name: 'pgx-5d4f8b9c7-abcde', uid: 'old' }),
      ofService('10.244.0.5'),
      'slice pgx-x7k2p names pod pgx-5d4f8b9c7-abcde by another UID',
    ],
    [
      'no UID',
      {},
      naming('10.244.0.5', { kind: 'Pod', name: 'pgx-5d4f8b9c7-abcde' }),
      ofService('10.244.0.5'),
      'slice pgx-x7k2p names pod pgx-5d4f8b9c7-abcde without its UID',
    ],
    [
      'a pod that is gone',
      {},
      naming('10.244.0.5', { kind: 'Pod', name: 'gone', uid: 'gone' }),
      ofService('10.244.0.5'),
      'slice pgx-x7k2p names pod gone, which does not exist',
    ],
    [
      'a pod of another namespace',
      {},
      naming('10.244.0.5', { kind: 'Pod', namespace: 'kube-system', name: 'x', uid: 'uid-pod-1' }),
      ofService('10.244.0.5'),
      'slice pgx-x7k2p names a pod of another namespace, kube-system',
    ],
    [
      'another address than the pod',
      {},
      naming('203.0.113.9'),
      ofService('203.0.113.9'),
      '203.0.113.9 is not an address of pod pgx-5d4f8b9c7-abcde',
    ],
    [
      'another kind of object',
      {},
      naming('10.244.0.5', { kind: 'VirtualMachine', name: 'x', uid: 'y' }),
      ofService('10.244.0.5'),
      'slice pgx-x7k2p names a VirtualMachine, not a pod',
    ],
    ['loopback', {}, naming('127.0.0.1', null), ofService('127.0.0.1'), '127.0.0.1 is a loopback address'],
    ['mapped loopback', {}, naming('::ffff:127.0.0.1', null), ofService('::ffff:127.0.0.1'), '::ffff:127.0.0.1 is a loopback address'],
    ['metadata', {}, naming('169.254.169.254', null), ofService('169.254.169.254'), '169.254.169.254 is a cloud metadata address'],
    ['a name', {}, naming('evil.example', null), ofService('evil.example'), 'evil.example is not an IP address'],
  ])('through %s', async (_, objects, endpointslice, target, reason) => {
    expect(await proofs({ ...alone, ...objects, endpointslices: [endpointslice] })).toEqual([`${target}${reason}`]);
  });

  it('when a slice of another namespace names the pod by its UID', async () => {
    const theirs = {
      metadata: {
        name: 'pgx',
        namespace: 'evil',
        labels: { 'kubernetes.io/service-name': 'pgx', 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' },
      },
    };
    const objects = {
      ...alone,
      services: [service({ metadata: { namespace: 'evil' } })],
      endpointslices: [
        slice({ ...theirs, endpoints: [sliceEndpoint({ targetRef: { kind: 'Pod', name: 'pgx-5d4f8b9c7-abcde', uid: 'uid-pod-1' } })] }),
      ],
    };
    const { endpoints } = await discover(
      monitored({
        ...objects,
        servicemonitors: [
          { metadata: { name: 'm', namespace: 'evil' }, spec: { selector: { matchLabels: {} }, endpoints: [{ port: 'http' }] } },
        ],
      }),
    );
    expect(endpoints.flatMap((each) => each.targets.map((target) => target.proof))).toEqual([
      { proven: false, code: 'not-proven', reason: 'slice pgx names pod pgx-5d4f8b9c7-abcde, which does not exist' },
    ]);
  });

  it.each([
    ['is being deleted', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }, 'the pod is being deleted'],
    ['is not running yet', { status: { phase: 'Pending' } }, 'the pod is Pending'],
    ['has no address', { status: { phase: 'Pending', podIP: '', podIPs: null } }, 'the pod has no address'],
    ['says it has the address of loopback', { status: { podIP: '127.0.0.1', podIPs: [] } }, '127.0.0.1 is a loopback address'],
  ])('while the pod %s, and stays a target', async (_, changes, reason) => {
    expect(await proofs({ pods: [pod(changes)], endpointslices: [] })).toEqual([`${ofPod}${reason}`]);
  });

  it("on the host network under an address that is not the node's", async () => {
    const pods = [pod({ spec: { hostNetwork: true, nodeName: 'node-1' }, status: { podIP: '10.0.0.99', podIPs: [] } })];
    expect(await proofs({ pods, endpointslices: [] })).toEqual([`${ofPod}10.0.0.99 is not an address of node node-1`]);
    const nodes = [{ metadata: { name: 'node-1' }, status: { addresses: [{ address: '192.168.1.10' }] } }];
    expect(await proofs({ pods, nodes, endpointslices: [naming('10.0.0.99')] })).toEqual([
      `${ofPod}10.0.0.99 is not an address of node node-1`,
    ]);
  });

  it('when the pod has finished: then it is only listed', async () => {
    const { endpoints, notProbed } = await discover(monitored({ pods: [pod({ status: { phase: 'Succeeded', podIP: '10.244.0.5' } })] }));
    expect(endpoints).toEqual([]);
    expect(notProbed).toContainEqual(expect.objectContaining({ what: 'Deployment db/pgx port 9187', code: 'finished' }));
  });
});

describe('--allow-cidr', () => {
  it.each([
    ['203.0.113.9', '203.0.113.0/24', true],
    ['127.0.0.1', '127.0.0.0/8', true],
    ['::ffff:127.0.0.1', '127.0.0.1', true],
    ['203.0.113.9', '0.0.0.0/0', true],
    ['169.254.169.254', '169.254.169.254', true],
    ['169.254.169.254', '169.254.0.0/16', false],
    ['169.254.169.254', '0.0.0.0/0', false],
    ['100.100.100.200', '100.64.0.0/10', false],
    ['127.0.0.1', '0.0.0.0/0', false],
    ['64:ff9b::7f00:1', '64:ff9b::/96', false],
    ['203.0.113.9', '10.0.0.0/8', false],
    ['fd00::1', '0.0.0.0/0', false],
  ])('names %s within %s: %s', async (address, cidr, expected) => {
    const [proof] = await proofs({ ...alone, endpointslices: [naming(address, null)] }, { allowCidr: ['10.99.0.0/16', cidr] });
    expect(proof?.endsWith(`by --allow-cidr ${cidr}`)).toBe(expected);
  });

  it('says why a range for pods does not name the metadata address within it', async () => {
    expect(await proofs({ ...alone, endpointslices: [naming('100.100.100.200', null)] }, { allowCidr: ['100.64.0.0/10'] })).toEqual([
      `${ofService('100.100.100.200')}100.100.100.200 is a cloud metadata address, which only a range of such addresses names`,
    ]);
  });

  it('leaves the better proof, and the identity of the pod', async () => {
    expect(await proofs({}, { allowCidr: ['10.0.0.0/8'] })).toEqual([`${ofPod}by running pod db/pgx-5d4f8b9c7-abcde`]);
    const loopback = {
      pods: [pod({ status: { phase: 'Running', podIP: '127.0.0.1', podIPs: [{ ip: '127.0.0.1' }] } })],
      endpointslices: [naming('127.0.0.1')],
    };
    expect(await proofs(loopback, { allowCidr: ['127.0.0.0/8'] })).toEqual([`${ofPod}by --allow-cidr 127.0.0.0/8`]);
  });
});

describe("the API server's own address", () => {
  const ports = [{ name: 'http', port: 6443 }];
  const endpoints = [sliceEndpoint({ addresses: ['10.96.0.1'], targetRef: null })];
  const kubernetes = slice({
    metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    endpoints: [{ addresses: ['192.168.1.1'] }],
    ports: [{ name: 'https', port: 6443 }],
  });

  it.each([
    [['10.0.0.0/8'], "it is the API server's own address"],
    [['10.96.0.1'], 'by --allow-cidr 10.96.0.1'],
  ])('is refused within %j unless named: %s', async (allowCidr, expected) => {
    expect(await proofs({ ...alone, endpointslices: [slice({ endpoints, ports })] }, { allowCidr })).toEqual([
      `db/Service/pgx:6443@10.96.0.1: ${expected}`,
    ]);
  });

  it.each([[[]], [['db']]])('is also what stands behind Service default/kubernetes, a pod of it too (-n %j)', async (namespaces) => {
    const pods = [
      pod({
        spec: { hostNetwork: true, nodeName: 'n', containers: [] },
        status: { phase: 'Running', hostIP: '192.168.1.1', podIP: '192.168.1.1' },
      }),
    ];
    const mine = slice({ endpoints: [sliceEndpoint({ addresses: ['192.168.1.1'] })], ports });
    expect(await proofs({ pods, endpointslices: [mine, kubernetes] }, { namespaces })).toEqual([
      "db/Deployment/pgx:6443@pgx-5d4f8b9c7-abcde: it is the API server's own address",
    ]);
  });
});

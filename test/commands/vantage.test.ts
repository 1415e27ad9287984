import { describe, expect, it } from 'vitest';
import { readVantage, type VantageOptions } from '../../src/commands/vantage.ts';

const inPod = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443', HOSTNAME: 'audit-x7x2p' };
const ownServer = 'https://10.96.0.1:443';
const noMesh = '  sl  local_address\n   0: 0100007F:0050 00000000:0000 0A';
const sidecarListens = '   0: 00000000:3A99 00000000:0000 0A\n   1: 00000000:3A9E 00000000:0000 0A';
const namespaceFile = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';

const refused = (): Promise<never> => Promise.reject(new Error('connect ECONNREFUSED'));
const podOf = (spec: object = {}, metadata: object = {}) => ({
  metadata,
  spec: { containers: [{ name: 'pgx-audit', image: 'x' }], ...spec },
});

interface Pod {
  readonly files?: Readonly<Record<string, string>>;
  readonly pod?: object; // else forbidden
}

async function vantage({ files = { '/proc/net/tcp': noMesh }, pod }: Pod, over: Partial<VantageOptions> = {}) {
  const asked: string[] = [];
  const read = await readVantage({
    via: 'direct',
    auditedServer: ownServer,
    env: inPod,
    signal: new AbortController().signal,
    readFile: async (path) => {
      const content = { [namespaceFile]: 'monitoring\n', ...files }[path];
      if (content === undefined) throw new Error(`no such file: ${path}`);
      return content;
    },
    getPod: async (namespace, name) => {
      asked.push(`${namespace}/${name}`);
      return pod ? { found: pod } : { missing: 'forbidden', detail: 'pods "audit-x7x2p" is forbidden' };
    },
    ...over,
  });
  return { ...read, asked };
}

it('outside of a pod nothing is asked', async () => {
  expect(await vantage({ files: { '/proc/net/tcp': sidecarListens } }, { env: {} })).toEqual({
    via: 'direct',
    from: 'outside',
    tainted: '',
    notes: [],
    asked: [],
  });
});

it('in a pod without a mesh it is in the cluster, and nothing is noted', async () => {
  expect(await vantage({ pod: podOf() })).toEqual({
    via: 'direct',
    from: 'in-cluster',
    tainted: '',
    notes: [],
    asked: ['monitoring/audit-x7x2p'],
  });
});

it('POD_NAME and POD_NAMESPACE go before the name of the host', async () => {
  expect((await vantage({ pod: podOf() }, { env: { ...inPod, POD_NAME: 'a', POD_NAMESPACE: 'b' } })).asked).toEqual(['b/a']);
});

describe('a scanner behind a mesh is tainted', () => {
  it('by the proxy that listens in its network namespace, without any right', async () => {
    const { tainted, asked } = await vantage({ files: { '/proc/net/tcp6': sidecarListens } });
    expect(tainted).toContain('listens on ports 15001 and 15006');
    expect(asked).toEqual([]);
  });

  it.each([
    ['a sidecar', podOf({ containers: [{ name: 'pgx-audit' }, { name: 'istio-proxy', image: 'istio/proxyv2' }] }), 'container istio-proxy'],
    ['a native sidecar', podOf({ initContainers: [{ name: 'linkerd-proxy', restartPolicy: 'Always' }] }), 'container linkerd-proxy'],
    ['ambient mode', podOf({}, { annotations: { 'ambient.istio.io/redirection': 'enabled' } }), 'ambient.istio.io/redirection'],
  ])('by its own pod: %s', async (_name, pod, because) => {
    const { tainted } = await vantage({ pod });
    expect(tainted).toContain(because);
    expect(tainted).toContain('pgx-audit job');
  });

  it('but not where it looks through port-forward', async () => {
    const { tainted, notes } = await vantage({ files: { '/proc/net/tcp': sidecarListens } }, { via: 'port-forward' });
    expect(tainted).toBe('');
    expect(notes).toEqual([expect.stringContaining('NetworkPolicies and meshes do not apply')]);
  });

  it('nor for an init container that has ended', async () => {
    expect((await vantage({ pod: podOf({ initContainers: [{ name: 'istio-proxy' }] }) })).tainted).toBe('');
  });
});

describe('what cannot be told is a note', () => {
  it.each<[string, Pod]>([
    ['neither table nor pod can be read', { files: {} }],
    ['what comes is no pod', { files: {}, pod: { spec: 1 } }],
  ])('%s', async (_name, given) => {
    const { tainted, notes } = await vantage(given);
    expect(tainted).toBe('');
    expect(notes).toEqual([expect.stringMatching(/cannot be told \(pods\/get monitoring\/audit-x7x2p: /)]);
  });

  it('but the table of listeners is enough', async () => expect((await vantage({})).notes).toEqual([]));

  it('an API that fails does not end the scan', async () => {
    expect((await vantage({ files: {} }, { getPod: refused })).notes).toEqual([expect.stringContaining('ECONNREFUSED')]);
  });
});

it('a pod on the host network sees more than others', async () => {
  expect((await vantage({ pod: podOf({ hostNetwork: true }) })).notes).toEqual([expect.stringContaining("host's network")]);
});

it.each([
  ['', 'in-cluster'],
  [ownServer, 'in-cluster'],
  ['https://kubernetes.default.svc', 'in-cluster'],
  ['https://kubernetes.default.svc.cluster.local:443', 'in-cluster'],
  ['https://kubernetes.default.svc-x.example', 'outside'],
  ['https://203.0.113.7:6443', 'outside'],
])('the cluster at %j is audited from %s', async (auditedServer, from) => {
  expect((await vantage({ pod: podOf() }, { auditedServer })).from).toBe(from);
});

it('IPv6 clusters are recognised too', async () => {
  const env = { ...inPod, KUBERNETES_SERVICE_HOST: 'fd00::1' };
  expect((await vantage({ pod: podOf() }, { env, auditedServer: 'https://[fd00::1]:443' })).from).toBe('in-cluster');
});

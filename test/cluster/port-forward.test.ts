import type { Duplex } from 'node:stream';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { loadKubeAccess, portForwardConnect } from '../../src/kube/index.ts';
import type { Answer, Connect } from '../../src/model/attempt.ts';
import { someAsked } from '../support/asked.ts';
import type { Target } from '../../src/model/subject.ts';
import { createDial, directConnect } from '../../src/net/index.ts';
import { probes } from '../../src/probes/index.ts';
import { applyObjects, kubectl, type KubeObject } from './api.ts';
import { kubeconfigOf } from './credentials.ts';
import type { Pod } from './pod.ts';
import { portForward } from './port-forwards.ts';
import { until } from './processes.ts';

const namespace = 'node-go126';
const port = 9100;
const nobody = 9; // no fixture listens there
const fixtures = ['plaintext', 'tls-default', 'tls13-requireandverifyclientcert', 'tls12-requireandverifyclientcert', 'basic-auth'];
const targets = new Map<string, Target>();

beforeAll(async () => {
  const { items } = JSON.parse(await kubectl(inject('kubeconfig'), ['get', 'pods', '-n', namespace, '-o', 'json'])) as { items: Pod[] };
  for (const { metadata, status } of items) {
    const name = fixtures.find((each) => metadata.name.replace(/-[a-z0-9]+-[a-z0-9]+$/, '') === each);
    if (name !== undefined) targets.set(name, targetOf(metadata.name, status.podIP ?? ''));
  }
  const forwards = [...targets.values()].map(({ pod, address }) =>
    portForward(namespace, pod?.name ?? '', address?.host ?? '', [port, nobody]),
  );
  await applyObjects(inject('kubeconfig'), [...forwards, mayGet, getters('auditor-without-pods')]);
  await until('kwok to know the port-forwards', async () => (await ask('plaintext')).http?.status === 200);
});

const rbac = 'rbac.authorization.k8s.io';
const mayGet: KubeObject = {
  apiVersion: `${rbac}/v1`,
  kind: 'Role',
  metadata: { name: 'may-get-port-forward', namespace },
  rules: [{ apiGroups: [''], resources: ['pods/portforward'], verbs: ['get'] }],
};
const getters = (user: string): KubeObject => ({
  apiVersion: `${rbac}/v1`,
  kind: 'RoleBinding',
  metadata: { name: 'may-get-port-forward', namespace },
  roleRef: { apiGroup: rbac, kind: 'Role', name: 'may-get-port-forward' },
  subjects: [{ apiGroup: rbac, kind: 'User', name: user }],
});

const targetOf = (pod: string, host: string, over: Partial<Target> = {}): Target => ({
  id: `${namespace}/Deployment/${pod}:${port}@${pod}`,
  address: { host, port },
  pod: { namespace, name: pod, uid: '', node: 'node-1' },
  proof: { proven: true, by: `running pod ${namespace}/${pod}` },
  ...over,
});

const target = (name: string): Target => {
  const found = targets.get(name);
  if (!found) throw new Error(`no pod of ${name}`);
  return found;
};

const direct = directConnect({ connectTimeoutMs: 2000 });
async function through(user = 'admin'): Promise<Connect> {
  const access = await loadKubeAccess({ kubeconfig: kubeconfigOf(inject('dir'), user), env: {} });
  return portForwardConnect(access, { openTimeoutMs: 10_000, userAgent: 'pgx-audit/test' });
}

const dialTo = (to: Target, connect: Connect) =>
  createDial({
    connect,
    target: to,
    timeoutMs: 2500, // kwok keeps a connection open that the exporter has closed: what ends with it ends here
    most: 12,
    scanDeadline: new AbortController().signal,
    userAgent: 'pgx-audit/test',
    now: () => performance.now(),
  });

const get = { name: 'get', kind: 'http', request: { path: '/metrics' } } as const;
const ask = async (name: string, over: Partial<Target> = {}, user?: string): Promise<Answer> =>
  dialTo({ ...target(name), ...over }, await through(user)).dial(get);

const asked = someAsked({
  sets: { 'tls.versions': ['SSLv3', 'TLSv1.0', 'TLSv1.1'], 'tls.suites': ['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_NULL_SHA'] },
  serverNames: ['exporter.test'],
  paths: ['/metrics', '/'],
});

async function observed(to: Target, connect: Connect): Promise<unknown> {
  const { dial, connections } = dialTo(to, connect);
  const facts = [];
  for (const probe of probes) facts.push(await probe.observe(dial, asked));
  return { facts, connections: connections() };
}

describe('through the API server and a kubelet', () => {
  it.each(fixtures)('%s: the same probes see the same as straight at the pod', async (name) => {
    expect(await observed(target(name), await through())).toEqual(await observed(target(name), direct));
  });

  it('30 connections at once are answered, each on its own', async () => {
    const connect = await through();
    const answers = await Promise.all(Array.from({ length: 30 }, () => dialTo(target('plaintext'), connect).dial(get)));
    expect(answers.map(({ http, failure }) => [http?.status, failure])).toEqual(answers.map(() => [200, null]));
  });

  it('an answer arrives after our own end', async () => {
    const made = (await (await through())(target('plaintext'), { at: Infinity, signal: AbortSignal.timeout(10_000) })) as Duplex;
    made.end('GET / HTTP/1.0\r\n\r\n');
    let text = '';
    for await (const chunk of made as AsyncIterable<Buffer>) {
      text += chunk.toString();
      if (text.includes('</html>')) break;
    }
    expect(text).toMatch(/^HTTP\/1\.0 200 OK/);
  });

  it('a port that nobody listens on refuses', async () => {
    const { address } = target('plaintext');
    const { failure, http } = await ask('plaintext', { address: { host: address?.host ?? '', port: nobody } });
    expect({ failure, http }).toEqual({
      failure: { kind: 'connect-refused', text: expect.stringMatching(/^port-forward: .*connection refused$/) as string },
      http: null,
    });
  });

  it('a pod that is gone is not found', async () => {
    const pod = { namespace, name: 'gone-0', uid: '', node: '' };
    expect((await ask('plaintext', { pod })).failure).toEqual({
      kind: 'unreachable',
      code: 'not-ready',
      text: 'port-forward: pods "gone-0" not found',
    });
  });

  it.each([
    ['auditor-of-one-namespace', 'User "auditor-of-one-namespace" cannot get resource "pods/portforward" in API group "" in the namespace'],
    ['auditor-without-pods', 'the verb create on pods/portforward is missing, which Kubernetes 1.35 and later ask for besides get'],
  ])('%s is told which right is missing', async (user, reason) => {
    const { connected, failure } = await ask('plaintext', {}, user);
    expect(connected).toBe(false);
    expect(failure).toMatchObject({ kind: 'unreachable', code: 'not-permitted' });
    expect(failure?.text).toMatch(/^port-forward: pods "plaintext-[^"]*" is forbidden: /);
    expect(failure?.text).toContain(reason);
  });
});

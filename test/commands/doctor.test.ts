import type { IncomingMessage, ServerResponse } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { run } from '../../src/commands/run.ts';
import { sendJson, sendStatus, startApi, type FakeApi } from '../kube/fake-api.ts';

interface Attributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}
interface Cluster {
  readonly denied?: (asked: Attributes) => boolean;
  readonly user?: string;
  readonly monitors?: readonly object[];
  readonly date?: string; // of its clock
}

const dir = mkdtempSync(join(tmpdir(), 'pgx-doctor-'));
let fake: FakeApi | undefined;
afterEach(() => fake?.close());
afterAll(() => rmSync(dir, { recursive: true }));

const now = Date.UTC(2026, 10, 23, 3, 4, 5);

async function bodyOf(request: IncomingMessage): Promise<{ spec: { resourceAttributes: Attributes } }> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString();
  return JSON.parse(text) as { spec: { resourceAttributes: Attributes } };
}

async function answer(request: IncomingMessage, response: ServerResponse, cluster: Cluster): Promise<void> {
  const path = new URL(request.url ?? '', 'http://x').pathname;
  response.setHeader('date', cluster.date ?? new Date(now).toUTCString());
  if (path.endsWith('/selfsubjectreviews')) {
    const { user } = cluster;
    return user === '' ? sendStatus(response, 403, 'no') : sendJson(response, { status: { userInfo: { username: user ?? 'jane' } } }, 201);
  }
  if (path.endsWith('/selfsubjectaccessreviews')) {
    const { spec } = await bodyOf(request);
    return sendJson(response, { status: { allowed: cluster.denied?.(spec.resourceAttributes) !== true } }, 201);
  }
  const items = path === '/apis/monitoring.coreos.com/v1/servicemonitors' ? (cluster.monitors ?? []) : [];
  return sendJson(response, { kind: 'List', metadata: {}, items });
}

async function doctor(cluster: Cluster, ...argv: readonly string[]) {
  fake = await startApi((request, response) => void answer(request, response, cluster));
  const kubeconfig = join(dir, 'config');
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      clusters: [{ name: 'c', cluster: { server: fake.url } }],
      contexts: [{ name: 'x', context: { cluster: 'c' } }],
      'current-context': 'x',
    }),
  );
  return pgxAudit('doctor', '--kubeconfig', kubeconfig, ...argv);
}

async function pgxAudit(...argv: readonly string[]) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    isTerminal: false,
    columns: 100,
    write: async (text: string) => void (written[name] += text),
  });
  const code = await run({
    argv,
    env: {},
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    now: () => now,
    onInterrupt: () => () => undefined,
  });
  return { code, ...written };
}

const except =
  (...resources: readonly string[]) =>
  ({ resource, subresource }: Attributes): boolean =>
    resources.includes(subresource ? `${resource}/${subresource}` : resource);

describe('what it tells', () => {
  it('all is allowed: coverage complete, exit 0', async () => {
    const { code, stdout } = await doctor({});
    expect(code).toBe(0);
    expect(stdout.replace(fake?.url ?? '', 'https://cluster')).toMatchInlineSnapshot(`
      "API server  https://cluster (context x)
      user        jane
      clock       within a second or two of the API server's
      vantage     outside of the cluster, direct
                  whether pods can be reached from here is only seen by a scan

      A scan of all namespaces needs
        yes list services, pods, namespaces
        yes list endpointslices (discovery.k8s.io)
        yes list servicemonitors, podmonitors, probes, scrapeconfigs, prometheuses, prometheusagents (monitoring.coreos.com)
        yes get configmaps
      and makes use of
        yes get namespaces kube-system
        yes list nodes
        yes list ingresses (networking.k8s.io)
        yes list vmservicescrapes, vmpodscrapes, vmprobes, vmstaticscrapes, vmscrapeconfigs, vmnodescrapes (operator.victoriametrics.com)
        yes list podmonitorings, clusterpodmonitorings, clusternodemonitorings (monitoring.googleapis.com)
        yes list servicemonitors, podmonitors (azmonitoring.coreos.com)
        yes get pods/portforward
        yes create pods/portforward

      Coverage to expect: complete
      "
    `);
  });

  it.each([
    ['pods', 'unknown', 'list pods: no address is proven to be a pod'],
    ['endpointslices', 'unknown', 'list endpointslices: the addresses behind Services are not known'],
    ['servicemonitors', 'unknown', 'list servicemonitors: scrapes may be missing'],
    ['scrapeconfigs', 'unknown', 'list scrapeconfigs: scrapes may be missing'],
    ['prometheuses', 'lower', 'list prometheuses: which monitors are selected'],
    ['configmaps', 'lower', 'get configmaps: whether a scrape trusts'],
  ])('without %s: coverage %s, exit 4', async (resource, coverage, because) => {
    const { code, stdout } = await doctor({ denied: except(resource) });
    expect(code).toBe(4);
    expect(stdout).toContain(`Coverage to expect: ${coverage}\n  ${because}`);
    expect(stdout).toMatch(new RegExp(`^ {2}NO {2}\\w+ .*${resource}`, 'm'));
  });

  it.each(['nodes', 'ingresses', 'vmservicescrapes', 'pods/portforward'])('without %s: told, and no more', async (resource) => {
    const { code, stdout } = await doctor({ denied: except(resource) });
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^ {2}NO {2}\\w+ .*${resource}`, 'm'));
  });

  it('neither services nor pods: a scan would end at once', async () => {
    const { code, stdout } = await doctor({ denied: except('services', 'pods') });
    expect(code).toBe(4);
    expect(stdout).toContain('Coverage to expect: none\n  neither services nor pods may be listed');
  });

  it('port-forward is needed where the scan will use it', async () => {
    const { code, stdout } = await doctor(
      { denied: ({ subresource, verb }) => subresource === 'portforward' && verb === 'create' },
      '--via',
      'port-forward',
    );
    expect(code).toBe(4);
    expect(stdout).toContain('Coverage to expect: none\n  create pods: --via port-forward is not possible');
  });

  it('a namespace: asked there, and monitors everywhere', async () => {
    const { code, stdout } = await doctor(
      { denied: ({ resource, namespace }) => resource === 'podmonitors' && namespace === '' },
      '-n',
      'db,web',
    );
    expect(code).toBe(4);
    expect(stdout).toContain('  yes list services, pods in db\n');
    expect(stdout).toContain('  yes list podmonitors (monitoring.coreos.com) in web\n');
    expect(stdout).toContain('Coverage to expect: unknown\n  list podmonitors:');
  });

  it.each([
    [-100, "99 s ahead of the API server's: whether certificates are valid is judged"],
    [100, "100 s behind the API server's: whether certificates are valid is judged"],
  ])('a clock that differs by %s s', async (seconds, told) => {
    const { code, stdout } = await doctor({ date: new Date(now + seconds * 1000).toUTCString() });
    expect(code).toBe(0);
    expect(stdout).toContain(`clock       WARNING: ${told}`);
  });

  it('as JSON', async () => {
    const { stdout } = await doctor({ denied: except('nodes'), user: '' }, '--format', 'json');
    const found = JSON.parse(stdout) as { rights: object[] };
    expect(found).toMatchObject({ context: 'x', clockAheadSeconds: 0, expect: { coverage: 'complete', because: [] }, secrets: [] });
    expect(found).toMatchObject({ knownAs: { unknown: 'no', cause: 'could-not-look' } });
    expect(found.rights).toContainEqual(expect.objectContaining({ verb: 'list', resource: 'nodes', allowed: false, use: 'detail' }));
  });

  it('an API server that cannot be asked: exit 3', async () => {
    const kubeconfig = join(dir, 'dead');
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:1' } }],
        contexts: [{ name: 'x', context: { cluster: 'c' } }],
        'current-context': 'x',
      }),
    );
    const { code, stderr } = await pgxAudit('doctor', '--kubeconfig', kubeconfig);
    expect([code, stderr]).toEqual([3, expect.stringContaining('unreachable: connection refused')]);
  });
});

const documents = (text: string) =>
  parseAllDocuments(text).map((each) => each.toJS() as { kind: string; metadata: object; rules?: object[]; subjects?: object[] });

describe('--rbac', () => {
  it('is for who asks', async () => {
    const { code, stdout } = await doctor({ user: 'system:serviceaccount:monitoring:audit' }, '--rbac');
    expect(code).toBe(0);
    const [role, binding] = documents(stdout);
    expect(role?.kind).toBe('ClusterRole');
    expect(binding?.subjects).toEqual([{ kind: 'ServiceAccount', name: 'audit', namespace: 'monitoring' }]);
  });

  it('needs no cluster where the subject is named', async () => {
    const { code, stdout } = await pgxAudit('doctor', '--rbac', '--subject', 'group:sre', '-n', 'db', '--via', 'port-forward');
    expect(code).toBe(0);
    expect(documents(stdout).map(({ kind }) => kind)).toEqual(['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding']);
    expect(stdout).toContain('pods/portforward');
    expect(stdout).toContain('without it the coverage is unknown');
  });

  it('with --format json is a List', async () => {
    const { stdout } = await pgxAudit('doctor', '--rbac', '--subject', 'user:jane', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'List', items: [{ kind: 'ClusterRole' }, { kind: 'ClusterRoleBinding' }] });
  });

  it.each([
    [['--subject', 'user:jane'], '--subject says who gets the roles'],
    [['--rbac', '--subject', 'jane'], 'Give user:NAME, group:NAME'],
    [['--rbac', '--subject', 'serviceaccount:audit'], 'Give user:NAME, group:NAME'],
    [['-n', 'No_Name'], 'Names have lower-case letters'],
  ])('%j is a usage error', async (argv, told) => {
    const { code, stderr } = await pgxAudit('doctor', ...argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(told)]);
  });

  it('asks for a name where the API server does not tell', async () => {
    const { code, stderr } = await doctor({ user: '' }, '--rbac');
    expect([code, stderr]).toEqual([2, expect.stringContaining('--subject user:NAME')]);
  });
});

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createKubeApi, loadKubeAccess, type KubeApi } from '../../src/kube/index.ts';
import { applyObjects, kubectl } from './api.ts';
import { apiPort, serverOf } from './control-plane.ts';
import { clusterRows } from './kubeconfig/cluster-rows.ts';
import { fileRows } from './kubeconfig/file-rows.ts';
import { kubectlOutcome, ourOutcome } from './kubeconfig/outcome.ts';
import { pluginRows } from './kubeconfig/plugin-rows.ts';
import { startForwarder, startHttpProxy, startSocksProxy, type Proxy } from './kubeconfig/proxies.ts';
import { proxyRows } from './kubeconfig/proxy-rows.ts';
import { configOf, type Kit, type Row } from './kubeconfig/row.ts';
import { userRows } from './kubeconfig/user-rows.ts';
import { createProcesses, until } from './processes.ts';

/** The same kubeconfigs, environment and API server for kubectl and for us: both are the same user there, or are refused alike. */
const dir = inject('dir');
const root = join(dir, 'kubeconfigs');
const namespace = 'accounts';
const processes = createProcesses(dir);
const kubectlProxyPort = apiPort + 50;
const awayPort = apiPort + 51;
const proxies = {} as Record<keyof Kit['proxies'], Proxy>;
let away: Awaited<ReturnType<typeof startForwarder>>;
let stranger: Proxy;
let kit: Kit;

const account = (name: string): object => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name } });
const tokenOf = async (name: string): Promise<string> =>
  (await kubectl(inject('kubeconfig'), ['create', 'token', name, '-n', namespace])).trim();

beforeAll(async () => {
  await applyObjects(inject('kubeconfig'), [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    account('reader'),
    account('other'),
  ]);
  for (const kind of ['http', 'https', 'denying'] as const) proxies[kind] = await startHttpProxy(kind, dir);
  proxies.socks = await startSocksProxy();
  proxies.dead = { address: '127.0.0.1:1', tunnels: () => 0, close: () => undefined };
  away = await startForwarder('10.244.255.1', awayPort, apiPort);
  stranger = await startForwarder('10.244.255.2', awayPort, apiPort);
  const argv = [`${process.env['PGX_CLUSTER_BIN']}/kubectl`, '--kubeconfig', inject('kubeconfig'), 'proxy', `--port=${kubectlProxyPort}`];
  processes.start({ name: 'kubectl-proxy', argv });
  await until('kubectl proxy', async () => (await fetch(`http://127.0.0.1:${kubectlProxyPort}/readyz`)).ok);
  kit = {
    dir,
    ca: readFileSync(join(dir, 'ca.crt')).toString('base64'),
    token: await tokenOf('reader'),
    otherToken: await tokenOf('other'),
    server: serverOf(apiPort),
    away: `https://${away.address}`,
    stranger: `https://${stranger.address}`,
    kubectlProxy: `127.0.0.1:${kubectlProxyPort}`,
    proxies: Object.fromEntries(Object.entries(proxies).map(([name, { address }]) => [name, address])) as Kit['proxies'],
  };
});

afterAll(async () => {
  processes.stop();
  away.close();
  stranger.close();
  Object.values(proxies).forEach((proxy) => proxy.close());
  rmSync(root, { recursive: true, force: true });
  await kubectl(inject('kubeconfig'), ['delete', 'namespace', namespace]);
});

let rows = 0;

/** Writes the files of a row into a folder of its own; what is told of it. */
function prepare(row: Row): { given: Parameters<typeof ourOutcome>[0]; folder: string } {
  const folder = join(root, String(++rows));
  const here = (text: string): string => text.replaceAll('$DIR', folder);
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(row.files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o755 });
  }
  const env = { PATH: '/usr/bin:/bin', HOME: join(folder, 'nobody'), KUBECONFIG: '$DIR/config', ...row.env };
  return {
    folder,
    given: {
      env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, here(value)])),
      ...(row.kubeconfig !== undefined && { kubeconfig: here(row.kubeconfig) }),
      ...(row.context !== undefined && { context: row.context }),
    },
  };
}

const tunnels = (): Record<string, number> => Object.fromEntries(Object.entries(proxies).map(([name, proxy]) => [name, proxy.tunnels()]));
const usedSince = (before: Record<string, number>): string[] =>
  Object.entries(tunnels())
    .filter(([name, count]) => count > (before[name] ?? 0))
    .map(([name]) => name);

async function compare(row: Row): Promise<void> {
  const { given, folder } = prepare(row);
  const start = tunnels();
  const theirs = await kubectlOutcome(given, folder);
  const theirProxies = usedSince(start);
  const between = tunnels();
  const ours = await ourOutcome(given);
  console.log(`${row.name} · ${theirs.is}${ours.is === theirs.is ? '' : ` · here ${ours.is}`}${ours.said && ` · ${ours.said}`}`);
  expect(theirs.is, theirs.said).toBe(row.expect);
  expect(ours.is, ours.said).toBe(row.ours ?? row.expect);
  expect(ours.user).toEqual(row.ours === undefined ? theirs.user : null);
  const through = row.through === undefined || row.through === 'none' ? [] : [row.through];
  expect({ kubectl: theirProxies, ours: usedSince(between) }).toEqual({ kubectl: through, ours: through });
}

const tables = {
  'the user': userRows,
  'the cluster': clusterRows,
  'the files': fileRows,
  'credential plugins': pluginRows,
  proxies: proxyRows,
};

it.each(Object.entries(tables))(
  '%s: as kubectl',
  async (_, table) => {
    const wrong: string[] = [];
    for (const row of table(kit)) await compare(row).catch((error: Error) => wrong.push(`${row.name}: ${error.message}`));
    expect(wrong).toEqual([]);
  },
  180_000,
);

const whoIs = async (api: KubeApi): Promise<string> => {
  const got = await api.review('SelfSubjectReview', {});
  return 'found' in got ? (got.found as { status: { userInfo: { username: string } } }).status.userInfo.username : got.detail;
};

const rotating = async (user: object, files: Record<string, string>): Promise<{ api: KubeApi; folder: string }> => {
  const config = configOf({ server: kit.away, 'certificate-authority-data': kit.ca }, user);
  const { given, folder } = prepare({ name: 'rotating', files: { config, ...files }, expect: '' });
  const api = createKubeApi(await loadKubeAccess(given), { signal: AbortSignal.timeout(30_000), backoffMs: 10 });
  return { api, folder };
};
const pem = (name: string): string => readFileSync(join(dir, name), 'utf8');

describe('what changes during a run', () => {
  it('a client certificate in files counts for new connections', async () => {
    const { api, folder } = await rotating(
      { 'client-certificate': 'me.crt', 'client-key': 'me.key' },
      { 'me.crt': pem('auditor.crt'), 'me.key': pem('auditor.key') },
    );
    expect(await whoIs(api)).toBe('auditor');
    writeFileSync(join(folder, 'me.crt'), pem('admin.crt'));
    writeFileSync(join(folder, 'me.key'), pem('admin.key'));
    expect(await whoIs(api)).toBe('auditor'); // the connection stays
    away.cut();
    expect(await whoIs(api)).toBe('admin');
    await api.close();
  });

  it('a token in a file counts at once', async () => {
    const { api, folder } = await rotating({ tokenFile: 'token' }, { token: kit.token });
    expect(await whoIs(api)).toBe('system:serviceaccount:accounts:reader');
    writeFileSync(join(folder, 'token'), kit.otherToken);
    expect(await whoIs(api)).toBe('system:serviceaccount:accounts:other');
    await api.close();
  });

  it('a credential that the server no longer takes is asked for again, once', async () => {
    const plugin = `#!/bin/sh\necho asked >> "$(dirname "$0")/asked"\nprintf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' "$(cat "$(dirname "$0")/token")"\n`;
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: './plugin', interactiveMode: 'Never' };
    await applyObjects(inject('kubeconfig'), [account('passing')]);
    const { api, folder } = await rotating({ exec }, { plugin, token: await tokenOf('passing') });
    expect(await whoIs(api)).toBe('system:serviceaccount:accounts:passing');
    await kubectl(inject('kubeconfig'), ['delete', 'serviceaccount', 'passing', '-n', namespace]);
    writeFileSync(join(folder, 'token'), kit.token);
    await expect.poll(() => whoIs(api), { timeout: 20_000 }).toBe('system:serviceaccount:accounts:reader');
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('asked\nasked\n');
    await api.close();
  });
});

import { chmod, readFile, writeFile } from 'node:fs/promises';
import type { TLSSocket } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { bypassed } from '../../src/kube/no-proxy.ts';
import { startSocksProxy } from '../cluster/kubeconfig/proxies.ts';
import { createCa, issue } from '../support/pki.ts';
import { sendJson, startApi } from './fake-api.ts';
import { config, load, listWith, plain, removeDir, write } from './kubeconfigs.ts';

afterAll(removeDir);

const api = 'client.authentication.k8s.io/v1';

/** A plugin that counts its calls in a file beside it. */
async function plugin(name: string, status: object): Promise<{ user: object; calls: () => Promise<number> }> {
  const answer = JSON.stringify({ apiVersion: api, kind: 'ExecCredential', status });
  const path = await write(name, `#!/bin/sh\necho >> "$0.calls"\ncat <<'END'\n${answer}\nEND\n`);
  await chmod(path, 0o755);
  const exec = { apiVersion: api, command: `./${name}`, interactiveMode: 'Never' };
  return { user: { exec }, calls: async () => (await readFile(`${path}.calls`, 'utf8').catch(() => '')).length };
}

describe('credentials during a run', () => {
  it('a tokenFile is read again, and its last token serves while it is away', async () => {
    const path = await write('token', 'one\n');
    const access = await plain('rotating', { tokenFile: 'token' });
    expect(await access.headers()).toEqual({ Authorization: 'Bearer one' });
    await writeFile(path, 'two');
    expect(await access.headers()).toEqual({ Authorization: 'Bearer two' });
    await writeFile(path, '');
    expect(await access.headers()).toEqual({ Authorization: 'Bearer two' });
    expect(access.renew()).toBe(true);
  });

  it('a plugin is asked once, until its credential expires or is refused', async () => {
    const expires = Date.UTC(2026, 0, 1);
    const { user, calls } = await plugin('expiring.sh', { token: 't', expirationTimestamp: new Date(expires).toISOString() });
    let now = expires - 1000;
    const kubeconfig = await write('expiring', config('https://127.0.0.1:6443', user, { 'certificate-authority': undefined }));
    const access = await load({ kubeconfig, now: () => now });
    await Promise.all([access.headers(), access.currentTls(), access.headers()]);
    expect(await calls()).toBe(1);
    now = expires + 1;
    await access.headers();
    expect(await calls()).toBe(2);
    now = expires - 1000;
    expect(access.renew()).toBe(true);
    await access.headers();
    expect(await calls()).toBe(3);
  });

  it('a plugin is not asked where there is something to show, and nothing is shown without TLS', async () => {
    const { user, calls } = await plugin('idle.sh', { token: 't' });
    expect(await (await plain('both', { ...user, token: 'mine' })).headers()).toEqual({ Authorization: 'Bearer mine' });
    const kubeconfig = await write('open', config('http://127.0.0.1:8001', { ...user, as: 'joe' }, { 'certificate-authority': undefined }));
    expect(await (await load({ kubeconfig })).headers()).toEqual({ 'Impersonate-User': 'joe' });
    expect(await calls()).toBe(0);
  });

  it('a client certificate in files is read again for a new connection', async () => {
    const ca = await createCa({ name: 'clients' });
    const [one, two] = [await issue(ca, { cn: 'one', eku: ['clientAuth'] }), await issue(ca, { cn: 'two', eku: ['clientAuth'] })];
    await write('me.crt', one.certPem);
    await write('me.key', one.keyPem);
    const access = await plain('certificates', { 'client-certificate': 'me.crt', 'client-key': 'me.key' });
    expect((await access.currentTls()).cert).toBe(one.certPem);
    await write('me.crt', two.certPem);
    await expect(access.currentTls()).rejects.toThrow('the key is not the key of the certificate');
    await write('me.key', two.keyPem);
    expect((await access.currentTls()).cert).toBe(two.certPem);
  });

  it('extras of impersonation have escaped names and values in UTF-8', async () => {
    const access = await plain('extras', { as: 'jörg', 'as-user-extra': { 'example.org/Team': ['é', 'x'], none: [] } });
    expect(await access.headers()).toEqual({ 'Impersonate-User': 'jÃ¶rg', 'Impersonate-Extra-example.org%2FTeam': ['Ã©', 'x'] });
  });
});

describe('what kubectl refuses', () => {
  const ca = { 'certificate-authority': 'ca.crt' };
  it.each<[string, object, object]>([
    ['a token and a username or password are both set', { token: 't', username: 'u' }, {}],
    ['client certificate without a client-key', { 'client-certificate-data': 'eA==' }, {}],
    ['client-certificate and client-certificate-data are both set', { 'client-certificate': 'x', 'client-certificate-data': 'eA==' }, {}],
    ['certificate-authority and certificate-authority-data are both set', {}, { ...ca, 'certificate-authority-data': 'eA==' }],
    ['insecure-skip-tls-verify and a certificate authority are both set', {}, { ...ca, 'insecure-skip-tls-verify': true }],
    ['need a user to act as', { 'as-groups': ['g'] }, {}],
    ['apiVersion is none of', { exec: { command: 'x', apiVersion: 'v1', interactiveMode: 'Never' } }, {}],
    ['wants a terminal', { exec: { command: 'x', apiVersion: api, interactiveMode: 'Always' } }, {}],
    ['users.0.user.client-key-data is not what a kubeconfig has there', { 'client-key-data': 'x' }, {}],
  ])('%s', async (message, user, cluster) => {
    await expect(plain('refused', user, cluster)).rejects.toThrow(message);
  });
});

describe('NO_PROXY', () => {
  it.each<[string, string, boolean]>([
    ['10.0.0.7', '10.0.0.0/8', true],
    ['10.0.0.7', '11.0.0.0/8', false],
    ['2001:db8::1', '2001:db8::/32', true],
    ['2001:db8::1', '[2001:db8::1]:6443', true],
    ['2001:db8::1', '[2001:db8::1]:443', false],
    ['10.0.0.7', '10.0.0.7/33', false],
    ['10.0.0.7', '0.0.7', false],
    ['a.example.org', 'example.org', true],
    ['example.org', '.example.org', false],
    ['example.org', '*.example.org', false],
    ['a.example.org', '*.example.org:6443', true],
    ['badexample.org', 'example.org', false],
    ['A.example.org', 'a.EXAMPLE.org', true],
    ['localhost', '', true],
    ['127.9.9.9', '', true],
    ['::1', '', true],
    ['10.0.0.7', ' , *', true],
    ['a.org', ':6443', false],
  ])('%s with "%s"', (host, noProxy, expected) => {
    expect(bypassed(host, '6443', noProxy)).toBe(expected);
  });
});

it('goes through a SOCKS5 proxy, verified to the end', async () => {
  const authority = await createCa({ name: 'cluster' });
  const server = await issue(authority, { dns: ['kubernetes.test'], ip: ['127.0.0.1'] });
  await write('ca.crt', authority.certPem);
  const fake = await startApi(
    (request, response) => sendJson(response, { items: [{ name: String((request.socket as TLSSocket).encrypted) }] }),
    {
      cert: server.certPem,
      key: server.keyPem,
    },
  );
  const socks = await startSocksProxy();
  const listThrough = async (proxy: string, name = 'kubernetes.test') =>
    listWith(await load({ kubeconfig: await write('socks', config(fake.url, {}, { 'proxy-url': proxy, 'tls-server-name': name })) }));
  expect((await listThrough(`socks5://${socks.address}`)).items).toEqual(['true']);
  expect((await listThrough(`socks5://joe:secret@${socks.address}`)).items).toEqual(['true']);
  await expect(listThrough(`socks5://joe:wrong@${socks.address}`)).rejects.toThrow(/^the SOCKS proxy .* refused the user$/);
  await expect(listThrough(`socks5://${socks.address}`, 'other.test')).rejects.toThrow('its certificate is for another name');
  await expect(listThrough('socks5://127.0.0.1:1')).rejects.toThrow(/^the proxy 127.0.0.1:1 to the API server: connection refused$/);
  expect(socks.tunnels()).toBe(4);
  socks.close();
  await fake.close();
});

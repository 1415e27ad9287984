import { chmod, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect as netConnect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessOptions } from '../../src/kube/index.ts';
import { createCa, issue, type Ca, type Issued } from '../support/pki.ts';
import { sendJson, startApi } from './fake-api.ts';
import { config, dir, errorOf, listWith, load, plain, removeDir, write } from './kubeconfigs.ts';

let ca: Ca;
let server: Issued;
let client: Issued;

beforeAll(async () => {
  ca = await createCa({ name: 'cluster' });
  server = await issue(ca, { dns: ['kubernetes.test'], ip: ['127.0.0.1'] });
  client = await issue(ca, { cn: 'jane', organisation: 'auditors', eku: ['clientAuth'] });
  await writeFile(join(dir, 'ca.crt'), ca.certPem);
  await writeFile(join(dir, 'jane.crt'), client.certPem);
  await writeFile(join(dir, 'jane.key'), client.keyPem);
  await writeFile(join(dir, 'token'), 'from-file\n');
});
afterAll(removeDir);

const exec = async (script: string, extra: object = {}): Promise<object> => {
  const path = await write('plugin.sh', `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './plugin.sh', interactiveMode: 'Never', ...extra } };
};

const listProxied = async (options: Partial<AccessOptions>, cluster: object) => {
  const access = await load({ ...options, kubeconfig: await write('proxied', config('https://kubernetes.test:6443', {}, cluster)) });
  return listWith(access);
};

describe('credentials', () => {
  it('uses client certificate, CA and server name from files beside the kubeconfig', async () => {
    const fake = await startApi(
      (request, response) => sendJson(response, { items: [{ name: (request.socket as TLSSocket).getPeerCertificate().subject.CN }] }),
      {
        cert: server.certPem,
        key: server.keyPem,
        ca: ca.certPem,
        requestCert: true,
        rejectUnauthorized: true,
      },
    );
    const access = await load({
      kubeconfig: await write(
        'mtls',
        config(fake.url, { 'client-certificate': 'jane.crt', 'client-key': 'jane.key' }, { 'tls-server-name': 'kubernetes.test' }),
      ),
    });
    expect((await listWith(access)).items).toEqual(['jane']);
    await fake.close();
  });

  it('ends the scan where the server is not the one of the kubeconfig, unless told not to verify', async () => {
    const fake = await startApi((_, response) => sendJson(response, { items: [] }), { cert: server.certPem, key: server.keyPem });
    const list = async (cluster: object) => {
      const access = await load({
        kubeconfig: await write('verify', config(fake.url, {}, { 'certificate-authority': undefined, ...cluster })),
      });
      return listWith(access);
    };
    await expect(list({})).rejects.toThrow(/unreachable: its certificate is not trusted by the kubeconfig$/);
    await expect(list({ 'certificate-authority': 'ca.crt', 'tls-server-name': 'other.test' })).rejects.toThrow(
      /unreachable: its certificate is for another name$/,
    );
    expect((await list({ 'insecure-skip-tls-verify': true })).access.outcome).toBe('listed');
    await fake.close();
  });

  it('reads a tokenFile, a basic user and impersonation as kubectl does', async () => {
    expect(await (await plain('tf', { tokenFile: 'token', token: 'other' })).headers()).toEqual({ Authorization: 'Bearer from-file' });
    expect(await (await plain('basic', { username: 'u', password: 'p' })).headers()).toEqual({
      Authorization: `Basic ${Buffer.from('u:p').toString('base64')}`,
    });
    const access = await plain('as', { token: 't', as: 'joe', 'as-groups': ['g1', 'g2'], 'as-uid': '7' });
    expect(await access.headers()).toEqual({
      Authorization: 'Bearer t',
      'Impersonate-User': 'joe',
      'Impersonate-Group': ['g1', 'g2'],
      'Impersonate-Uid': '7',
    });
    expect(access.user).toBe('jane as joe');
  });

  it('allows http://, as kubectl proxy serves it', async () => {
    const access = await load({
      kubeconfig: await write('http', config('http://127.0.0.1:8001', {}, { 'certificate-authority': undefined })),
    });
    expect(access.server).toBe('http://127.0.0.1:8001');
  });

  it.each([
    ['certificate-authority', {}, { 'certificate-authority': 'gone.crt' }],
    ['client-key', { 'client-key': 'gone.key' }, {}],
    ['tokenFile', { tokenFile: 'gone' }, {}],
  ])('names a %s that is missing', async (what, user, cluster) => {
    await expect(plain('missing files', user, cluster)).rejects.toThrow(new RegExp(`^kubeconfig: ${what} .*gone.*: no such file$`));
  });
});

describe('credential plugins', () => {
  it('run from beside the kubeconfig, and are told what kubectl tells them', async () => {
    const script =
      'case "$KUBERNETES_EXEC_INFO" in *127.0.0.1*) printf \'{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"from-plugin"}}\';; esac';
    const access = await plain('exec', await exec(script, { provideClusterInfo: true }));
    expect(await access.headers()).toEqual({ Authorization: 'Bearer from-plugin' });
  });

  it.each([
    ['fails', 'echo "not logged in" >&2; exit 1', {}, /plugin\.sh: not logged in$/, 'try: kubectl auth whoami'],
    [
      'fails with its secrets',
      'echo \'401 for token=hunter2 "password": "hunter2" Bearer hunter2hunter2hunter2 eyJhbGciOiJub25lIn0.hunter2.x https://u:hunter2@idp/\' >&2; exit 1',
      {},
      /plugin\.sh: 401 for token=… "password": "…" Bearer … … https:\/\/…@idp\/$/,
      'try: kubectl auth whoami',
    ],
    [
      'answers nonsense that may be a secret',
      'echo hunter2',
      {},
      /plugin\.sh: its answer is not an ExecCredential$/,
      'try: kubectl auth whoami',
    ],
    ['answers no status', 'echo "{}"', {}, /plugin\.sh: its answer is not an ExecCredential$/, 'try: kubectl auth whoami'],
    [
      'is not there',
      '',
      { command: 'no-such-plugin', installHint: 'install it\nlike this' },
      /^credential plugin no-such-plugin: not found$/,
      'install it',
    ],
  ])('a plugin that %s is named with its reason', async (name, script, extra, message, hint) => {
    const error = await errorOf({ kubeconfig: await write(`exec ${name}`, config('https://127.0.0.1:6443', await exec(script, extra))) });
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('hunter2');
    expect(error.hint).toBe(hint);
  });

  it('a plugin that never ends is given up', async () => {
    const kubeconfig = await write('exec slow', config('https://127.0.0.1:6443', await exec('exec sleep 2')));
    expect((await errorOf({ kubeconfig, pluginTimeoutMs: 100 })).message).toMatch(/no answer within 0\.1 s$/);
  });
});

describe('proxies', () => {
  it('goes through the proxy of the cluster or of the environment', async () => {
    const fake = await startApi((_, response) => sendJson(response, { items: [] }), { cert: server.certPem, key: server.keyPem });
    const tunnels: string[] = [];
    const proxy = createServer().on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      const upstream = netConnect(Number(new URL(fake.url).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    expect((await listProxied({}, { 'proxy-url': proxyUrl })).access.outcome).toBe('listed');
    expect((await listProxied({ env: { HTTPS_PROXY: proxyUrl } }, {})).access.outcome).toBe('listed');
    expect(tunnels).toEqual(['kubernetes.test:6443', 'kubernetes.test:6443']);
    proxy.close();
    proxy.closeAllConnections();
    await fake.close();
  });

  it.each([
    ['', ''],
    ['.test', 'bypassed'],
    ['other, KUBERNETES.test', 'bypassed'],
    ['*', 'bypassed'],
    ['netes.test', ''],
  ])('NO_PROXY=%s', async (noProxy, expected) => {
    const kubeconfig = await write('no-proxy', config('https://kubernetes.test:6443', {}));
    const access = await load({ kubeconfig, env: { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: noProxy } });
    expect(access.proxy).toBe(expected === 'bypassed' ? '' : 'http://127.0.0.1:1');
  });

  it('does not repeat the password of what is no URL', async () => {
    await expect(plain('broken', {}, { 'proxy-url': 'http://user:secret@[broken' })).rejects.toThrow(/^(?!.*secret)the proxy/);
    await expect(load({ kubeconfig: await write('server', config('https://user:secret@[broken', {})) })).rejects.toThrow(
      /^(?!.*secret)kubeconfig: "https:\/\/…@\[broken" is not the URL/,
    );
  });

  it('says which proxies are supported', async () => {
    await expect(plain('socks', {}, { 'proxy-url': 'socks4://user:secret@127.0.0.1:1' })).rejects.toThrow(
      /^the proxy to the API server, socks4:\/\/…, is not the URL of a proxy$/,
    );
  });
});

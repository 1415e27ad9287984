import { readFile } from 'node:fs/promises';
import https from 'node:https';
import http from 'node:http';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type MiniatureCluster, startMiniatureCluster } from './cluster.ts';

const decode = (text: string | undefined): string => Buffer.from(text ?? '', 'base64').toString();

/** The miniature cluster is what it says it is, seen through Node's own clients. */
describe('the miniature cluster', () => {
  let cluster: MiniatureCluster;
  let credentials: https.RequestOptions;

  beforeAll(async () => {
    cluster = await startMiniatureCluster();
    const config = parse(await readFile(cluster.kubeconfig, 'utf8')) as Kubeconfig;
    const user = config.users[0]?.user;
    credentials = {
      ca: decode(config.clusters[0]?.cluster['certificate-authority-data']),
      cert: decode(user?.['client-certificate-data']),
      key: decode(user?.['client-key-data']),
    };
  });
  afterAll(() => cluster.stop());

  const get = (path: string, options: https.RequestOptions = credentials) => fetchText(`${cluster.server}${path}`, options);
  const metrics = (key: string, options: https.RequestOptions = {}) =>
    fetchText(`https://127.0.0.1:${cluster.port(key)}/metrics`, { rejectUnauthorized: false, ...options });

  it('lists page by page, in order and without loss', async () => {
    const all = JSON.parse((await get('/api/v1/pods')).body) as List;
    const names: string[] = [];
    let token = '';
    do {
      const page = JSON.parse((await get(`/api/v1/pods?limit=3&continue=${token}`)).body) as List;
      expect(page.items.length).toBeLessThanOrEqual(3);
      names.push(...page.items.map(({ metadata }) => metadata.name));
      token = page.metadata.continue ?? '';
    } while (token);
    expect(all.items).toHaveLength(5); // its own bound on a page
    expect(names).toHaveLength(17);
    expect(new Set(names).size).toBe(17);
  });

  it('refuses who brings no certificate, and knows no other API groups', async () => {
    expect(JSON.parse((await get('/api/v1/pods', { ca: credentials.ca })).body)).toMatchObject({ kind: 'Status', code: 401 });
    expect(await get('/apis/cert-manager.io/v1/certificates')).toEqual({ status: 404, body: '404 page not found\n' });
    expect(JSON.parse((await get('/api/v1/namespaces/search/configmaps/none')).body)).toMatchObject({ reason: 'NotFound', code: 404 });
  });

  it('serves TLS 1.0 and NULL, on this Node too', async () => {
    expect(
      (await negotiated(cluster.port('tls10'), { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' })).version,
    ).toBe('TLSv1');
    expect((await negotiated(cluster.port('tls10'), { maxVersion: 'TLSv1.2', ciphers: 'NULL-SHA:@SECLEVEL=0' })).suite).toBe('NULL-SHA');
  });

  it.each([
    ['only12', { minVersion: 'TLSv1.3' }],
    ['only13', { maxVersion: 'TLSv1.2' }],
    ['staticRsa', { ciphers: 'ECDHE', maxVersion: 'TLSv1.2' }],
    ['clientCertificateRequired', { maxVersion: 'TLSv1.2' }],
  ] as const)('%s refuses %o', async (key, options) => {
    await expect(negotiated(cluster.port(key), options)).rejects.toThrow(/alert/);
  });

  it('answers both on one port, and tells plaintext from TLS elsewhere', async () => {
    expect((await metrics('both')).body).toContain('nginx_exporter_build_info');
    expect((await fetchText(`http://127.0.0.1:${cluster.port('both')}/metrics`)).body).toContain('nginx_exporter_build_info');
    expect(await fetchText(`http://127.0.0.1:${cluster.port('only12')}/metrics`)).toMatchObject({ status: 400 });
  });

  it('asks for a client certificate, and for a password', async () => {
    expect((await metrics('clientCertificateOptional')).status).toBe(200);
    await expect(metrics('clientCertificateRequired')).rejects.toThrow(/certificate required/);
    expect((await metrics('basicAuth')).status).toBe(401);
    expect((await metrics('basicAuth', { auth: 'prometheus:correct horse' })).status).toBe(200);
  });

  it('has a pod that nobody answers for', async () => {
    await expect(metrics('crashing')).rejects.toThrow(/ECONNREFUSED/);
  });
});

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: Readonly<Record<string, string>> }[];
  readonly users: readonly { readonly user: Readonly<Record<string, string>> }[];
}

interface List {
  readonly metadata: { readonly continue?: string };
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

function fetchText(url: string, options: https.RequestOptions = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = (url.startsWith('https:') ? https : http).get(url, { agent: false, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.on('error', reject);
  });
}

function negotiated(port: number, options: tls.ConnectionOptions): Promise<{ version: string | null; suite: string }> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options }, () => {
      resolve({ version: socket.getProtocol(), suite: socket.getCipher().name });
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

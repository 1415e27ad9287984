import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'undici';
import { apiPort, etcdOf, serverOf } from './control-plane.ts';
import { adminCredentials } from './credentials.ts';

export interface PagingProxy {
  readonly kubeconfig: string;
  readonly paths: string[]; // asked so far, with their queries
  close(): Promise<void>;
}

/** Stands in front of the API server, as its administrator, and calls `after` when a request has been answered. */
export async function startPagingProxy(dir: string, after: (path: string) => Promise<void>): Promise<PagingProxy> {
  const read = (name: string) => readFileSync(join(dir, name), 'utf8');
  const { server: origin, ...connect } = adminCredentials({ dir, server: serverOf(apiPort) });
  const pool = new Pool(origin, { connections: 2, connect });
  const paths: string[] = [];
  const server = createServer({ cert: read('api.crt'), key: read('api.key') }, (request, response) => {
    const path = request.url ?? '';
    paths.push(path);
    const forward = async () => {
      const answer = await pool.request({ method: 'GET', path });
      const body = await answer.body.text();
      await after(path);
      response.writeHead(answer.statusCode, { 'content-type': 'application/json' }).end(body);
    };
    void forward().catch((error: Error) => response.writeHead(502).end(error.message));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const kubeconfig = join(dir, 'proxy.kubeconfig');
  const { port } = server.address() as AddressInfo;
  writeFileSync(kubeconfig, read('admin.kubeconfig').replace(`:${apiPort}`, `:${port}`));
  const close = async () => {
    server.close();
    await pool.close();
  };
  return { kubeconfig, paths, close };
}

async function askEtcd(path: string, body: object): Promise<{ header?: { revision?: string } }> {
  const answer = await fetch(`${etcdOf(apiPort)}/v3/kv/${path}`, { method: 'POST', body: JSON.stringify(body) });
  return (await answer.json()) as { header?: { revision?: string } };
}

/** Throws away etcd's history up to now: every continue token that was handed out so far is too old. */
export async function compactEtcd(): Promise<void> {
  const { header } = await askEtcd('put', { key: btoa('compaction'), value: btoa(new Date().toISOString()) });
  await askEtcd('compaction', { revision: header?.revision, physical: true });
}

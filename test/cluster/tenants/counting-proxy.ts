import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Pool } from 'undici';
import { apiPort, serverOf } from '../control-plane.ts';
import { adminCredentials } from '../credentials.ts';

/** Stands in front of the API server, as its administrator, notes what is asked, and by whom else, and passes on what only reads. */
export interface CountingProxy {
  readonly kubeconfig: string;
  readonly port: number;
  readonly asked: { readonly method: string; readonly path: string }[];
  readonly strangers: string[]; // connections without TLS, and requests for what no API has
  close(): Promise<void>;
}

const isApi = (path: string): boolean => /^\/(api|apis|version)(\/|\?|$)/.test(path);

export async function startCountingProxy(dir: string, host: string): Promise<CountingProxy> {
  const read = (name: string) => readFileSync(join(dir, name), 'utf8');
  const { server: origin, ...connect } = adminCredentials({ dir, server: serverOf(apiPort) });
  const pool = new Pool(origin, { connections: 4, connect });
  const [asked, strangers]: [CountingProxy['asked'], string[]] = [[], []];
  const server = createServer({ cert: read('api.crt'), key: read('api.key') }, (request, response) => {
    const { method = '', url: path = '' } = request;
    asked.push({ method, path });
    if (!isApi(path) || method !== 'GET') strangers.push(`${method} ${path}`);
    const forward = async () => {
      const answer = await pool.request({ method: 'GET', path });
      response.writeHead(answer.statusCode, { 'content-type': 'application/json' }).end(await answer.body.text());
    };
    void forward().catch((error: Error) => response.writeHead(502).end(error.message));
  });
  server.on('tlsClientError', (error) => strangers.push(`no TLS: ${error.message}`));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const kubeconfig = join(dir, 'counting.kubeconfig');
  writeFileSync(kubeconfig, read('admin.kubeconfig').replace(serverOf(apiPort), `https://${host}:${port}`));
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await pool.close();
  };
  return { kubeconfig, port, asked, strangers, close };
}

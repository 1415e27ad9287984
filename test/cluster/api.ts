import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Pool } from 'undici';

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

export interface Credentials {
  readonly server: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** The API as the test itself uses it: plain requests over a few connections that stay open. */
export interface Api {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object): Promise<T>;
  put<T>(path: string, body: object): Promise<T>;
  close(): Promise<void>;
}

export function connectApi({ server, ca, cert, key }: Credentials): Api {
  const pool = new Pool(server, { connections: 4, connect: { ca, cert, key } });
  const ask = async (method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await pool.request({ method, path, headers, body: body ? JSON.stringify(body) : null });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    return text.startsWith('{') ? JSON.parse(text) : text;
  };
  return {
    get: async <T>(path: string) => (await ask('GET', path)) as T,
    post: async <T>(path: string, body: object) => (await ask('POST', path, body)) as T,
    put: async <T>(path: string, body: object) => (await ask('PUT', path, body)) as T,
    close: () => pool.close(),
  };
}

/** kubectl with this kubeconfig; `input` goes to its standard input. Rejects with kubectl's own words. */
export async function kubectl(kubeconfig: string, args: readonly string[], input = ''): Promise<string> {
  const program = `${process.env['PGX_CLUSTER_BIN']}/kubectl`;
  const run = promisify(execFile)(program, ['--kubeconfig', kubeconfig, ...args], { maxBuffer: 1 << 26 });
  run.child.stdin?.end(input);
  return (await run).stdout;
}

/** Server-side apply: the API server validates and prunes as it does for everyone. */
export const applyObjects = (kubeconfig: string, objects: readonly object[]): Promise<string> =>
  kubectl(kubeconfig, ['apply', '--server-side', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));

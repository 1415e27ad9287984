import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKubeApi, loadKubeAccess, services, type AccessOptions, type KubeAccess } from '../../src/kube/index.ts';
import { PgxError } from '../../src/model/errors.ts';

/** A folder for the kubeconfig files of one test file. */
export const dir = mkdtempSync(join(tmpdir(), 'pgx-kubeconfig-'));
export const removeDir = (): Promise<void> => rm(dir, { recursive: true });

export const write = async (name: string, value: unknown): Promise<string> => {
  const path = join(dir, name);
  await writeFile(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
};
export const config = (url: string, user: object, cluster: object = {}): object => ({
  'current-context': 'main',
  clusters: [{ name: 'c', cluster: { server: url, 'certificate-authority': 'ca.crt', ...cluster } }],
  users: [{ name: 'jane', user }],
  contexts: [{ name: 'main', context: { cluster: 'c', user: 'jane' } }],
});
export const load = (options: Partial<AccessOptions>) => loadKubeAccess({ env: {}, home: join(dir, 'nowhere'), ...options });
export const errorOf = async (options: Partial<AccessOptions>): Promise<PgxError> => {
  const error = await load(options).then(
    () => new Error('was accepted'),
    (reason: unknown) => reason,
  );
  if (error instanceof PgxError) return error;
  throw error;
};
export const plain = async (name: string, user: object, cluster: object = {}) =>
  load({ kubeconfig: await write(name, config('https://127.0.0.1:6443/', user, { 'certificate-authority': undefined, ...cluster })) });

/** Lists something with the access, which proves that it works. */
export async function listWith(access: KubeAccess) {
  const api = createKubeApi(access, { signal: new AbortController().signal });
  try {
    return await api.list(services, { project: (item) => (item as { name: string }).name });
  } finally {
    await api.close();
  }
}

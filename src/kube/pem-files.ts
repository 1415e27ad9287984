import { scanError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import type { Chosen } from './context.ts';
import type { ReadFile } from './in-cluster.ts';

const unreadable = (what: string, path: string, error: unknown): Error => {
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return scanError(`kubeconfig: ${what} ${clean(path)}: ${missing ? 'no such file' : 'cannot be read'}`);
};

/** The PEM text of a field of the kubeconfig: of its "-data", else of its file; undefined where neither is set. Throws a scan error. */
export async function readPem(
  { cluster, user }: Chosen,
  field: 'certificate-authority' | 'client-certificate' | 'client-key',
  readFile: ReadFile,
): Promise<string | undefined> {
  const { [field]: path, [`${field}-data` as const]: data } = { ...cluster, ...user };
  if (data) return Buffer.from(data, 'base64').toString('utf8');
  if (!path) return undefined;
  return readFile(path).catch((error: unknown) => {
    throw unreadable(field, path, error);
  });
}

/** The token in a file, which is read again for each request: it rotates. One that was read before serves where it cannot be read now. */
export async function readToken(path: string, before: string, readFile: ReadFile): Promise<string> {
  const text = await readFile(path).catch((error: unknown) => {
    if (before) return before;
    throw unreadable('tokenFile', path, error);
  });
  const token = text.trim() || before;
  if (token) return token;
  throw scanError(`kubeconfig: tokenFile ${clean(path)} is empty`);
}

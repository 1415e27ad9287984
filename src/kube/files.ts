import { join } from 'node:path';
import { scanError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import { inCluster, type ReadFile } from './in-cluster.ts';
import { mergeKubeconfigs, parseKubeconfig, type Cluster, type Kubeconfig, type User } from './kubeconfig.ts';

/** Where kubeconfig files are looked for. */
export interface Places {
  readonly kubeconfig: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly delimiter: string;
}

/** Certificates and keys of the files that a kubeconfig names, base64 as in its *-data fields. */
export interface Certificates {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** --kubeconfig, else the files of KUBECONFIG, else ~/.kube/config, else the service account of the pod. */
export async function loadKubeconfig(options: Places, readFile: ReadFile): Promise<Kubeconfig> {
  if (options.kubeconfig !== undefined) return parseKubeconfig(await required(options.kubeconfig, readFile), options.kubeconfig);
  const listed = (options.env['KUBECONFIG'] ?? '').split(options.delimiter).filter((path) => path !== '');
  const paths = listed.length > 0 ? listed : options.home ? [join(options.home, '.kube', 'config')] : [];
  const found: Kubeconfig[] = [];
  for (const path of paths) {
    const content = await ifThere(path, readFile);
    if (content !== null && content.trim() !== '') found.push(parseKubeconfig(content, path));
  }
  if (found.length > 0) return mergeKubeconfigs(found);
  const inside = await inCluster(options.env, readFile);
  if (inside) return inside;
  throw scanError(
    `no kubeconfig: ${paths.map((path) => clean(path)).join(', ') || 'KUBECONFIG and HOME are not set'}${paths.length > 0 ? ' not found' : ''}`,
    'name one with --kubeconfig FILE, or audit addresses with --target HOST:PORT',
  );
}

/** kubectl ignores files of KUBECONFIG that are not there, and no other error. */
async function ifThere(path: string, readFile: ReadFile): Promise<string | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw unreadable(path, error);
  }
}

const required = (path: string, readFile: ReadFile): Promise<string> =>
  readFile(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });

const unreadable = (path: string, error: unknown): Error => {
  const { code } = error as NodeJS.ErrnoException;
  const reason =
    code === 'ENOENT'
      ? 'no such file'
      : code === 'EACCES'
        ? 'permission denied'
        : code === 'EISDIR'
          ? 'is a directory'
          : (code ?? 'cannot be read');
  return scanError(`kubeconfig ${clean(path)}: ${reason}`, 'name a readable file with --kubeconfig FILE or KUBECONFIG');
};

/** Inline data wins over a file, as in kubectl. */
export async function readCertificates(cluster: Cluster, user: User, readFile: ReadFile): Promise<Certificates> {
  const read = async (data: string | null | undefined, path: string | null | undefined, what: string): Promise<string | undefined> => {
    if (data) return data;
    if (!path) return undefined;
    const content = await readFile(path).catch((error: unknown) => {
      throw scanError(
        `kubeconfig: ${what} ${clean(path)}: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : 'cannot be read'}`,
      );
    });
    return Buffer.from(content).toString('base64');
  };
  if (user.tokenFile) await read(null, user.tokenFile, 'tokenFile');
  return {
    ca: await read(cluster['certificate-authority-data'], cluster['certificate-authority'], 'certificate-authority'),
    cert: await read(user['client-certificate-data'], user['client-certificate'], 'client-certificate'),
    key: await read(user['client-key-data'], user['client-key'], 'client-key'),
  };
}

import { join } from 'node:path';
import { scanError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import { inCluster, type ReadFile } from './in-cluster.ts';
import { mergeKubeconfigs, parseKubeconfig, type Kubeconfig } from './kubeconfig.ts';

/** Where kubeconfig files are looked for. */
export interface Places {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined; // that is wanted: then nothing but a kubeconfig has it
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly delimiter: string;
}

/**
 * --kubeconfig, else the files of KUBECONFIG, else ~/.kube/config; where these choose no cluster at all, the service account of the pod.
 * kubectl's last resort, http://localhost:8080, is none here: it may be anybody's.
 */
export async function loadKubeconfig(options: Places, readFile: ReadFile): Promise<Kubeconfig> {
  const paths = options.kubeconfig === undefined ? placesOf(options) : [options.kubeconfig];
  const found: Kubeconfig[] = [];
  for (const path of paths) {
    const content = options.kubeconfig === undefined ? await ifThere(path, readFile) : await required(path, readFile);
    if (content !== null) found.push(parseKubeconfig(content, path));
  }
  const merged = mergeKubeconfigs(found);
  const chooses = merged.currentContext !== '' || options.context !== undefined;
  const inside = chooses && found.length > 0 ? null : await inCluster(options.env, readFile);
  if (inside) return inside;
  if (found.length > 0) return merged;
  const looked = paths.map((path) => clean(path)).join(', ');
  throw scanError(
    looked === '' ? 'no kubeconfig: KUBECONFIG and HOME are not set' : `no kubeconfig: ${looked} not found`,
    'name one with --kubeconfig FILE; a scan of addresses, with --target HOST:PORT, needs none',
  );
}

function placesOf({ env, home, delimiter }: Places): string[] {
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  if (env['KUBECONFIG']) return [...new Set(listed)];
  return home ? [join(home, '.kube', 'config')] : [];
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

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
};

const unreadable = (path: string, error: unknown): Error => {
  const { code = '' } = error as NodeJS.ErrnoException;
  const reason = reasons[code] ?? (code || 'cannot be read');
  return scanError(`kubeconfig ${clean(path)}: ${reason}`, 'name a readable file with --kubeconfig FILE or KUBECONFIG');
};

import { readFile, stat } from 'node:fs/promises';
import { PgxError, usageError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import { parseLoaded, type LoadedTargets } from '../prometheus/loaded/index.ts';

/** The options that name a Prometheus to ask. */
export interface LoadedFlags {
  readonly prometheusUrl: readonly string[]; // several: replicas, shards, or several Prometheus objects
  readonly prometheusCa?: string; // of all of them
  readonly prometheusTokenFile?: string; // for all of them
  readonly prometheusTargets: readonly string[]; // saved answers of /api/v1/targets
}

interface Options {
  readonly signal: AbortSignal;
  readonly userAgent: string;
}

const mostFile = 64 * 2 ** 20;
const timeoutMs = 30_000;

const whyUnreadable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};

/** The text of a file that a flag names. Throws a usage error. */
export async function readText(flag: string, path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > mostFile) throw usageError(`${flag}: ${clean(path)} is larger than ${mostFile / 2 ** 20} MiB`, 'is it the right file?');
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === undefined) throw error;
    throw usageError(`${flag}: cannot read ${clean(path)}: ${whyUnreadable[code] ?? code}`, `name a file that can be read: ${flag} FILE`);
  }
}

async function readSaved(path: string): Promise<LoadedTargets> {
  const text = await readText('--prometheus-targets', path);
  try {
    return parseLoaded({ name: path, targets: JSON.parse(text) });
  } catch (error) {
    if (error instanceof SyntaxError)
      throw usageError(
        `--prometheus-targets: ${clean(path)} is not JSON`,
        'save the answer: curl …/api/v1/targets?state=any > targets.json',
      );
    if (error instanceof PgxError) throw usageError(`--prometheus-targets: ${error.message}`, error.hint);
    throw error;
  }
}

/** What the Prometheuses have loaded that the user named; null where none was. Throws usage and scan errors. */
export async function readLoaded(flags: LoadedFlags, options: Options): Promise<readonly LoadedTargets[] | null> {
  const { prometheusUrl: urls, prometheusTargets: files, prometheusCa, prometheusTokenFile } = flags;
  if (urls.length === 0 && (prometheusCa ?? prometheusTokenFile) !== undefined)
    throw usageError(
      '--prometheus-ca and --prometheus-token-file need --prometheus-url',
      'name the Prometheus to ask: --prometheus-url URL',
    );
  if (urls.length + files.length === 0) return null;
  const ca = prometheusCa === undefined ? {} : { ca: await readText('--prometheus-ca', prometheusCa) };
  const token = prometheusTokenFile === undefined ? {} : { token: await readText('--prometheus-token-file', prometheusTokenFile) };
  const { askPrometheus, prometheusAccess } = await import('../net/prometheus-api.ts');
  const accesses = [...new Set(urls)].map((url) => prometheusAccess({ url, ...ca, ...token }));
  const saved = await Promise.all(files.map(readSaved));
  const asked = await Promise.all(
    accesses.map(async (access) => parseLoaded({ name: access.url, ...(await askPrometheus(access, { ...options, timeoutMs })) })),
  );
  return [...asked, ...saved];
}

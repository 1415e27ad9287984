import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { LineCounter, parseDocument } from 'yaml';
import { scanError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import { kubeconfigShape, type Cluster, type Context, type User } from './kubeconfig-shape.ts';

/** One or several kubeconfig files as kubectl sees them: of each name the first wins, paths are relative to their own file. */
export interface Kubeconfig {
  readonly files: readonly string[];
  readonly currentContext: string; // '' where none is set
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly users: ReadonlyMap<string, User>;
  readonly contexts: ReadonlyMap<string, Context>;
}

/** Reads one file. Throws a scan error that names the file, and the line where there is one; never a value of it. */
export function parseKubeconfig(content: string, file: string): Kubeconfig {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const broken = document.errors.find(({ code }) => code !== 'MULTIPLE_DOCS'); // kubectl reads the first document
  if (broken) throw unusable(`${file}:${lines.linePos(broken.pos[0]).line}: not valid YAML (${broken.code})`);
  const parsed = v.safeParse(kubeconfigShape, plain(document, file) ?? {});
  if (!parsed.success) throw unusable(`${file}: ${v.getDotPath(parsed.issues[0]) ?? 'the file'} is not what a kubeconfig has there`);
  const { clusters, users, contexts } = parsed.output;
  const directory = dirname(resolve(file));
  return {
    files: [file],
    currentContext: parsed.output['current-context'] ?? '',
    clusters: unique(
      file,
      (clusters ?? []).map((each) => [each.name ?? '', absoluteCluster(each.cluster, directory)]),
    ),
    users: unique(
      file,
      (users ?? []).map((each) => [each.name ?? '', absoluteUser(each.user, directory)]),
    ),
    contexts: unique(
      file,
      (contexts ?? []).map((each) => [each.name ?? '', each.context ?? {}]),
    ),
  };
}

/** Merges files in kubectl's order: the first that sets a name or the current context wins. */
export const mergeKubeconfigs = (configs: readonly Kubeconfig[]): Kubeconfig => ({
  files: configs.flatMap((each) => each.files),
  currentContext: configs.find((each) => each.currentContext)?.currentContext ?? '',
  clusters: firstOf(configs.flatMap((each) => [...each.clusters])),
  users: firstOf(configs.flatMap((each) => [...each.users])),
  contexts: firstOf(configs.flatMap((each) => [...each.contexts])),
});

const firstOf = <T>(entries: readonly (readonly [string, T])[]): Map<string, T> => new Map([...entries].reverse());

/** Within one file kubectl refuses a name that stands twice. */
function unique<T>(file: string, entries: readonly (readonly [string, T])[]): Map<string, T> {
  const map = new Map(entries);
  if (map.size === entries.length) return map;
  const twice = entries.find(([name], index) => entries.findIndex((other) => other[0] === name) !== index)?.[0] ?? '';
  throw unusable(`${file}: the name "${clean(twice, 100)}" stands there twice`);
}

const unusable = (message: string): Error =>
  scanError(`kubeconfig ${clean(message)}`, 'check it with: kubectl config view --kubeconfig FILE');

function plain(document: { toJS(options: { maxAliasCount: number }): unknown }, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw unusable(`${file}: not valid YAML (aliases)`);
  }
}

const absolute = (path: string | null | undefined, directory: string) => (path ? resolve(directory, path) : path);

const absoluteCluster = (cluster: Cluster | null | undefined, directory: string): Cluster => ({
  ...cluster,
  'certificate-authority': absolute(cluster?.['certificate-authority'], directory),
});

/** A credential plugin is found on the PATH by a bare name, and beside the kubeconfig by a relative path. */
const absoluteUser = (user: User | null | undefined, directory: string): User => ({
  ...user,
  tokenFile: absolute(user?.tokenFile, directory),
  'client-certificate': absolute(user?.['client-certificate'], directory),
  'client-key': absolute(user?.['client-key'], directory),
  exec: user?.exec && {
    ...user.exec,
    command: /[/\\]/.test(user.exec.command ?? '') ? absolute(user.exec.command, directory) : user.exec.command,
  },
});

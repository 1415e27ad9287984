import { dirname, isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import { LineCounter, parseDocument } from 'yaml';
import { scanError } from '../model/errors.ts';
import { clean } from '../model/text.ts';

const text = v.nullish(v.string());
const clusterShape = v.object({
  server: text,
  'certificate-authority': text,
  'certificate-authority-data': text,
  'insecure-skip-tls-verify': v.nullish(v.boolean()),
  'tls-server-name': text,
  'proxy-url': text,
});
const execShape = v.looseObject({
  command: v.string(),
  apiVersion: text,
  args: v.nullish(v.array(v.string())),
  env: v.nullish(v.array(v.object({ name: v.string(), value: v.string() }))),
  installHint: text,
  provideClusterInfo: v.nullish(v.boolean()),
});
const userShape = v.object({
  token: text,
  tokenFile: text,
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  username: text,
  password: text,
  exec: v.nullish(execShape),
  'auth-provider': v.nullish(v.looseObject({ name: v.string() })),
  as: text,
  'as-uid': text,
  'as-groups': v.nullish(v.array(v.string())),
});
const contextShape = v.object({ cluster: text, user: text });
const kubeconfigShape = v.object({
  'current-context': text,
  clusters: v.nullish(v.array(v.object({ name: v.string(), cluster: v.nullish(clusterShape) }))),
  users: v.nullish(v.array(v.object({ name: v.string(), user: v.nullish(userShape) }))),
  contexts: v.nullish(v.array(v.object({ name: v.string(), context: v.nullish(contextShape) }))),
});

export type Cluster = v.InferOutput<typeof clusterShape>;
export type User = v.InferOutput<typeof userShape>;
export type Exec = v.InferOutput<typeof execShape>;

/** One or several kubeconfig files as kubectl sees them: of each name the first wins, paths are relative to their own file. */
export interface Kubeconfig {
  readonly files: readonly string[];
  readonly currentContext: string; // '' where none is set
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly users: ReadonlyMap<string, User>;
  readonly contexts: ReadonlyMap<string, v.InferOutput<typeof contextShape>>;
}

/** Reads one file. Throws a scan error that names the file, and the line where there is one; never a value of it. */
export function parseKubeconfig(content: string, file: string): Kubeconfig {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken) throw unusable(`${file}:${lines.linePos(broken.pos[0]).line}: not valid YAML (${broken.code})`);
  const parsed = v.safeParse(kubeconfigShape, plain(document, file) ?? {});
  if (!parsed.success) throw unusable(`${file}: ${v.getDotPath(parsed.issues[0]) ?? 'the file'} is not what a kubeconfig has there`);
  const { clusters, users, contexts } = parsed.output;
  const directory = dirname(file);
  return {
    files: [file],
    currentContext: parsed.output['current-context'] ?? '',
    clusters: firstOf((clusters ?? []).map((each) => [each.name, absoluteCluster(each.cluster, directory)])),
    users: firstOf((users ?? []).map((each) => [each.name, absoluteUser(each.user, directory)])),
    contexts: firstOf((contexts ?? []).map((each) => [each.name, each.context ?? {}])),
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

const unusable = (message: string): Error =>
  scanError(`kubeconfig ${clean(message)}`, 'check it with: kubectl config view --kubeconfig FILE');

function plain(document: { toJS(options: { maxAliasCount: number }): unknown }, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw unusable(`${file}: not valid YAML (aliases)`);
  }
}

const absolute = (path: string | null | undefined, directory: string) => (path && !isAbsolute(path) ? join(directory, path) : path);

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
    command: /[/\\]/.test(user.exec.command) ? (absolute(user.exec.command, directory) ?? '') : user.exec.command,
  },
});

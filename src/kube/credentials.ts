import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { scanError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import type { Certificates } from './files.ts';
import type { Cluster, Exec, User } from './kubeconfig.ts';
import { oneLine } from './reason.ts';

/** What a connection to the API server is made with. */
export interface TlsOptions {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

export interface Credentials {
  readonly tls: TlsOptions;
  /** The headers of one request: tokens that expire are renewed. */
  headers(): Promise<Record<string, string | string[]>>;
}

/**
 * Resolves credentials with client-node's KubeConfig (exec plugins, identity providers, token files), which is the one thing it is used
 * for. What it drops or reads differently from kubectl is handed to it in the form it understands. Throws a scan error without secrets.
 */
export async function resolveCredentials(
  server: string,
  cluster: Cluster,
  user: User,
  files: Certificates,
  timeoutMs: number,
): Promise<Credentials> {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [
      {
        name: 'cluster',
        server,
        skipTLSVerify: cluster['insecure-skip-tls-verify'] === true || server.startsWith('http:'),
        ...(files.ca !== undefined && { caData: files.ca }),
        ...(cluster['tls-server-name'] && { tlsServerName: cluster['tls-server-name'] }),
      },
    ],
    users: [clientNodeUser(user, files, server, cluster)],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
    currentContext: 'context',
  });
  const apply = () => applied(config, user, timeoutMs);
  const { ca, cert, key, servername, rejectUnauthorized } = await apply();
  const given = Object.entries({ ca, cert, key, servername, rejectUnauthorized }).filter(([, value]) => value !== undefined);
  return { tls: Object.fromEntries(given) as TlsOptions, headers: async () => headersOf(await apply(), user) };
}

async function applied(config: KubeConfig, user: User, timeoutMs: number): Promise<RequestOptions> {
  const options: RequestOptions = { headers: {} };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  });
  try {
    await Promise.race([config.applyToHTTPSOptions(options), late]);
    return options;
  } catch (error) {
    throw refused(error as NodeJS.ErrnoException, user);
  } finally {
    clearTimeout(timer);
  }
}

/** A JSON error quotes what it could not parse, which may be a token: it is never passed on. */
function refused(error: NodeJS.ErrnoException, { exec }: User): Error {
  const unreadable = error instanceof SyntaxError || error instanceof TypeError;
  const reason =
    error.code === 'ENOENT'
      ? 'not found'
      : unreadable
        ? 'its answer is not an ExecCredential'
        : oneLine(error.message.trim().split('\n', 1)[0] ?? '');
  if (!exec)
    return scanError(`credentials of the kubeconfig cannot be resolved: ${unreadable ? 'unreadable' : reason}`, 'try: kubectl auth whoami');
  const hint = exec.installHint ? oneLine(exec.installHint.trim().split('\n', 1)[0] ?? '') : 'try: kubectl auth whoami';
  return scanError(`credential plugin ${clean(exec.command, 200)}: ${reason || 'it failed'}`, hint);
}

function clientNodeUser(user: User, files: Certificates, server: string, cluster: Cluster) {
  const provider = user.tokenFile ? { name: 'tokenFile', config: { tokenFile: user.tokenFile } } : user['auth-provider'];
  return {
    name: 'user',
    ...(files.cert !== undefined && { certData: files.cert }),
    ...(files.key !== undefined && { keyData: files.key }),
    ...(user.token && !user.tokenFile && { token: user.token }),
    ...(provider && { authProvider: provider }),
    ...(user.exec && { exec: { ...user.exec, env: [...(user.exec.env ?? []), execInfo(user.exec, server, cluster, files)] } }),
    ...(user.as && { impersonateUser: user.as }),
  };
}

/** KUBERNETES_EXEC_INFO as client-go's exec plugin protocol gives it (client.authentication.k8s.io ExecCredential). */
function execInfo(exec: Exec, server: string, cluster: Cluster, files: Certificates): { name: string; value: string } {
  const info = {
    server,
    'tls-server-name': cluster['tls-server-name'] ?? undefined,
    'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'] ?? undefined,
    'certificate-authority-data': files.ca,
  };
  const spec = { interactive: false, ...(exec.provideClusterInfo === true && { cluster: info }) };
  const apiVersion = exec.apiVersion ?? 'client.authentication.k8s.io/v1';
  return { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify({ kind: 'ExecCredential', apiVersion, spec }) };
}

function headersOf(options: RequestOptions, user: User): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries((options.headers ?? {}) as Record<string, unknown>))
    if (typeof value === 'string') headers[name] = value.trim();
  if (user.username) headers['Authorization'] = `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`;
  if (user['as-uid']) headers['Impersonate-Uid'] = user['as-uid'];
  if (user['as-groups']?.length) headers['Impersonate-Group'] = [...user['as-groups']];
  return headers;
}

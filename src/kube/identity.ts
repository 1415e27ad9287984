import { createSecureContext } from 'node:tls';
import { scanError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import type { Chosen } from './context.ts';
import type { PluginCredential } from './exec.ts';
import type { ReadFile } from './in-cluster.ts';
import type { User } from './kubeconfig-shape.ts';
import { impersonationHeaders } from './impersonation.ts';
import { readPem, readToken } from './pem-files.ts';
import { systemRoots } from './system-roots.ts';

/** What a connection to the API server is made with. PEM. */
export interface TlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/** Who the API server is asked as. */
export interface Identity {
  /** For a new connection: files are read again, since certificates rotate. */
  currentTls(): Promise<TlsOptions>;
  /** The headers of one request: tokens that expire are renewed. */
  headers(): Promise<Record<string, string | string[]>>;
  /** After a refusal (401): forgets what was kept. False where nothing else could come of asking again. */
  renew(): boolean;
}

export interface IdentityOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: ReadFile;
  readonly pluginTimeoutMs: number;
  readonly now?: (() => number) | undefined; // absent: a plugin's credential is used until it is refused
}

/** The identity of a kubeconfig's user, as kubectl reads it. Throws a scan error without secrets where a part of it is missing. */
export async function createIdentity(chosen: Chosen, options: IdentityOptions): Promise<Identity> {
  const impersonation = impersonationHeaders(chosen.user);
  // kubectl sends no credentials without TLS (clientcmd: "only try to read the auth information if we are secure").
  if (chosen.server.startsWith('http:'))
    return { currentTls: () => Promise.resolve({}), headers: () => Promise.resolve(impersonation), renew: () => false };
  const plugin = pluginOf(chosen, options);
  const authorization = await authorizationOf(chosen.user, options, plugin);
  let roots: Promise<string> | undefined;
  const publicRoots = () => (roots ??= systemRoots(options.env, options.readFile));
  const currentTls = () => tlsOf(chosen, { readFile: options.readFile, publicRoots, plugin });
  await currentTls();
  await authorization();
  const { tokenFile, exec, 'auth-provider': provider, 'client-certificate': certificate } = chosen.user;
  return {
    currentTls,
    headers: async () => {
      const value = await authorization();
      return { ...(value && { Authorization: value }), ...impersonation };
    },
    renew() {
      plugin?.forget();
      return Boolean(tokenFile || exec || provider || certificate);
    },
  };
}

interface Plugin {
  credential(): Promise<PluginCredential>;
  forget(): void;
}

/** The credential plugin, which is only asked where there is nothing else to show; null where there is none to ask. */
function pluginOf(chosen: Chosen, { env, readFile, pluginTimeoutMs: timeoutMs, now }: IdentityOptions): Plugin | null {
  const { exec, token, tokenFile, username, password } = chosen.user;
  const certificate = chosen.user['client-certificate'] || chosen.user['client-certificate-data'];
  if (!exec || token || tokenFile || username || password || certificate) return null;
  let held: Promise<PluginCredential> | null = null;
  const ask = async (): Promise<PluginCredential> => {
    const { runPlugin } = await import('./exec.ts');
    return runPlugin(chosen, exec, { env, timeoutMs, ca: (await readPem(chosen, 'certificate-authority', readFile)) ?? '' });
  };
  return {
    async credential() {
      held ??= ask();
      const { expires } = await held;
      if (now && now() > expires) held = ask();
      return held;
    },
    forget() {
      held = null;
    },
  };
}

const bearer = (token: string): string => (token ? `Bearer ${token}` : '');

/** The value of the header Authorization, each time anew; '' for none. */
async function authorizationOf(user: User, options: IdentityOptions, plugin: Plugin | null): Promise<() => Promise<string>> {
  const { token = '', tokenFile, username, password, 'auth-provider': provider } = user;
  if (tokenFile) {
    let last = token ?? '';
    return async () => bearer((last = await readToken(tokenFile, last, options.readFile)));
  }
  if (token) return () => Promise.resolve(bearer(token));
  if (username || password) {
    const value = `Basic ${Buffer.from(`${username ?? ''}:${password ?? ''}`).toString('base64')}`;
    return () => Promise.resolve(value);
  }
  if (plugin) return async () => bearer((await plugin.credential()).token);
  if (!provider) return () => Promise.resolve('');
  const { providerToken } = await import('./credentials.ts');
  const renewed = providerToken(provider, options.pluginTimeoutMs);
  return async () => bearer(await renewed());
}

interface TlsSources {
  readonly readFile: ReadFile;
  readonly publicRoots: () => Promise<string>;
  readonly plugin: Plugin | null;
}

async function tlsOf(chosen: Chosen, { readFile, publicRoots, plugin }: TlsSources): Promise<TlsOptions> {
  const { 'insecure-skip-tls-verify': insecure, 'tls-server-name': servername } = chosen.cluster;
  const given = await readPem(chosen, 'certificate-authority', readFile);
  if (given !== undefined && !given.includes('-----BEGIN CERTIFICATE-----'))
    throw scanError(`kubeconfig: the certificate-authority of cluster "${clean(chosen.clusterName, 100)}" holds no certificate`);
  const ca = given ?? (insecure ? '' : await publicRoots());
  const answered = await plugin?.credential();
  const cert = answered?.cert || (await readPem(chosen, 'client-certificate', readFile));
  const key = answered?.key || (await readPem(chosen, 'client-key', readFile));
  const tls = { ...(ca && { ca }), ...(cert && key && { cert, key }), ...(servername && { servername }) };
  checkPair(tls, chosen.userName);
  return { ...tls, ...(insecure === true && { rejectUnauthorized: false }) };
}

function checkPair(tls: TlsOptions, user: string): void {
  try {
    createSecureContext(tls);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const reason = code.includes('MISMATCH') ? 'the key is not the key of the certificate' : code || 'not readable as PEM';
    throw scanError(`kubeconfig: the certificates of user "${clean(user, 100)}" or of its cluster cannot be used: ${reason}`);
  }
}

/** What the rows are made with: real credentials for the real API server. Paths are absolute, of files of the control plane. */
export interface Kit {
  readonly dir: string; // ca.crt, NAME.crt, NAME.key of the users
  readonly ca: string; // base64
  readonly token: string; // of ServiceAccount accounts/reader
  readonly otherToken: string; // of ServiceAccount accounts/other
  readonly server: string; // on loopback
  readonly away: string; // the same server where a proxy of the environment counts: 10.244.255.1
  readonly stranger: string; // the same server by an address that its certificate lacks
  readonly kubectlProxy: string; // host:port of an http:// server that is the administrator
  readonly proxies: Readonly<Record<'http' | 'https' | 'denying' | 'socks' | 'dead', string>>; // host:port
}

/**
 * One kubeconfig, or several, and what it comes to: the name of the user that the API server sees, or a class of refusal. `$DIR` in files,
 * environment and arguments is the folder of the row.
 */
export interface Row {
  readonly name: string;
  readonly files: Readonly<Record<string, object | string>>; // in the folder of the row; the name "config" is KUBECONFIG unless env says otherwise
  readonly env?: Readonly<Record<string, string>>;
  readonly kubeconfig?: string; // --kubeconfig
  readonly context?: string; // --context
  readonly expect: string;
  readonly ours?: string; // where we differ on purpose: what it comes to here
  readonly through?: keyof Kit['proxies'] | 'none'; // the proxy that both go through
}

export type Refusal = 'config' | 'unreachable' | 'tls' | 'proxy' | 'plugin' | 'unauthorized' | 'forbidden' | 'bad request' | 'not found';

/** A kubeconfig of one context; `undefined` fields are left out. */
export const configOf = (cluster: object, user: object, more: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'c', cluster }],
  users: [{ name: 'u', user }],
  contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
  'current-context': 'x',
  ...more,
});

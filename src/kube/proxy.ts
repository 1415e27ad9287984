import { scanError } from '../model/errors.ts';
import { clean } from '../model/text.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The HTTP proxy to the API server: the cluster's proxy-url, else HTTPS_PROXY or HTTP_PROXY unless NO_PROXY names the host; '' for none.
 * As Go's httpproxy: loopback is never reached through a proxy of the environment. CIDRs in NO_PROXY are not understood.
 */
export function proxyFor(server: string, proxyUrl: string, env: Env): string {
  const { protocol, hostname, port } = new URL(server);
  const host = hostname.replace(/^\[|\]$/g, '');
  const fromEnvironment = protocol === 'https:' ? env['HTTPS_PROXY'] || env['https_proxy'] : env['HTTP_PROXY'] || env['http_proxy'];
  const bypass = /^(localhost|127\.[\d.]+|::1)$/.test(host) || excluded(host, port, env['NO_PROXY'] || env['no_proxy'] || '');
  const proxy = proxyUrl || (bypass ? '' : (fromEnvironment ?? ''));
  if (proxy === '') return '';
  const url = URL.canParse(proxy) ? new URL(proxy) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return proxy;
  throw scanError(
    `the proxy to the API server, ${clean(url?.protocol ?? 'which is no URL', 100)}, is not an HTTP proxy`,
    'only http:// and https:// proxies are supported',
  );
}

const excluded = (host: string, port: string, noProxy: string): boolean =>
  noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some(
      (entry) =>
        entry === '*' ||
        entry === host ||
        entry === `${host}:${port || '443'}` ||
        (entry !== '' && host.endsWith(`.${entry.replace(/^\.|^\*\./, '')}`)),
    );

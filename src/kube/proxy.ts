import { scanError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import { bypassed } from './no-proxy.ts';

type Env = Readonly<Record<string, string | undefined>>;

const schemes = new Set(['http:', 'https:', 'socks5:']);

/**
 * The proxy to the API server: the cluster's proxy-url, else HTTPS_PROXY (for http:// servers HTTP_PROXY) unless NO_PROXY takes the host
 * out; '' for none. Loopback is never reached through a proxy of the environment. As Go's net/http and client-go have it.
 */
export function proxyFor(server: string, proxyUrl: string, env: Env): string {
  if (proxyUrl !== '') return checked(proxyUrl, URL.canParse(proxyUrl) ? new URL(proxyUrl) : null);
  const { protocol, hostname, port } = new URL(server);
  const secure = protocol === 'https:';
  const fromEnvironment = (secure ? env['HTTPS_PROXY'] || env['https_proxy'] : env['HTTP_PROXY'] || env['http_proxy']) ?? '';
  const host = hostname.replace(/^\[|\]$/g, '');
  if (fromEnvironment === '' || bypassed(host, port || (secure ? '443' : '80'), env['NO_PROXY'] || env['no_proxy'] || '')) return '';
  const url = URL.canParse(fromEnvironment) && new URL(fromEnvironment).host !== '' ? fromEnvironment : `http://${fromEnvironment}`;
  return checked(url, URL.canParse(url) ? new URL(url) : null);
}

function checked(proxy: string, url: URL | null): string {
  if (url && url.host !== '' && schemes.has(url.protocol.replace('socks5h', 'socks5'))) return proxy;
  throw scanError(
    `the proxy to the API server${url ? `, ${clean(url.protocol, 100)}//…,` : ''} is not the URL of a proxy`,
    'only http://, https:// and socks5:// proxies are supported',
  );
}

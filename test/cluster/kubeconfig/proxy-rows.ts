import { configOf, type Kit, type Row } from './row.ts';

const reader = 'system:serviceaccount:accounts:reader';

/** Proxies of the kubeconfig and of the environment. Go reaches loopback past those of the environment, so the server is elsewhere. */
export function proxyRows(kit: Kit): Row[] {
  const { http, https, denying, socks, dead } = kit.proxies;
  const row = (
    name: string,
    through: NonNullable<Row['through']>,
    more: { cluster?: object; env?: Row['env']; expect?: string; ours?: string },
  ): Row => ({
    name,
    through,
    expect: more.expect ?? reader,
    ...(more.ours !== undefined && { ours: more.ours }),
    env: more.env ?? {},
    files: { config: configOf({ server: kit.away, 'certificate-authority-data': kit.ca, ...more.cluster }, { token: kit.token }) },
  });
  const noProxy = (list: string, through: 'http' | 'none'): Row =>
    row(`NO_PROXY=${list}`, through, { env: { HTTPS_PROXY: `http://${http}`, NO_PROXY: list } });
  return [
    row('proxy-url', 'http', { cluster: { 'proxy-url': `http://${http}` } }),
    row('proxy-url, whatever NO_PROXY says', 'http', { cluster: { 'proxy-url': `http://${http}` }, env: { NO_PROXY: '*' } }),
    row('proxy-url to loopback', 'http', { cluster: { server: kit.server, 'proxy-url': `http://${http}` } }),
    row('proxy-url with user and password', 'http', { cluster: { 'proxy-url': `http://joe:se%20cret@${http}` } }),
    row('proxy-url in TLS', 'https', { cluster: { 'proxy-url': `https://${https}` } }),
    row('proxy-url of another scheme', 'none', { cluster: { 'proxy-url': `ftp://${http}` }, expect: 'config' }),
    row('proxy-url without scheme', 'none', { cluster: { 'proxy-url': http }, expect: 'config' }),
    row('a proxy that denies', 'denying', { cluster: { 'proxy-url': `http://${denying}` }, expect: 'proxy' }),
    row('a proxy that is not there', 'none', { cluster: { 'proxy-url': `http://${dead}` }, expect: 'unreachable', ours: 'proxy' }),
    row('HTTPS_PROXY', 'http', { env: { HTTPS_PROXY: `http://${http}` } }),
    row('https_proxy', 'http', { env: { https_proxy: `http://${http}` } }),
    row('HTTPS_PROXY without scheme', 'http', { env: { HTTPS_PROXY: http } }),
    row('HTTPS_PROXY before https_proxy', 'http', { env: { HTTPS_PROXY: `http://${http}`, https_proxy: `http://${dead}` } }),
    row('HTTP_PROXY is for http:// servers', 'none', { env: { HTTP_PROXY: `http://${http}`, ALL_PROXY: `http://${http}` } }),
    row('HTTPS_PROXY, and the server on loopback', 'none', { cluster: { server: kit.server }, env: { HTTPS_PROXY: `http://${http}` } }),
    row('proxy-url before HTTPS_PROXY', 'http', { cluster: { 'proxy-url': `http://${http}` }, env: { HTTPS_PROXY: `http://${dead}` } }),
    noProxy('10.244.255.1', 'none'),
    noProxy('10.244.0.0/16', 'none'),
    noProxy('10.245.0.0/16', 'http'),
    noProxy('example.org, 10.0.0.0/8 ,::1', 'none'),
    noProxy('10.244.255.1:443', 'http'),
    noProxy(`10.244.255.1:${new URL(kit.away).port}`, 'none'),
    noProxy('*', 'none'),
    noProxy('.255.1', 'http'),
    noProxy('255.1', 'http'),
    noProxy('10.244.255', 'http'),
    noProxy('[::ffff:10.244.255.1]', 'http'),
    row('no_proxy', 'none', { env: { HTTPS_PROXY: `http://${http}`, no_proxy: '10.244.255.1' } }),
    row('SOCKS5', 'socks', { cluster: { 'proxy-url': `socks5://${socks}` } }),
    row('SOCKS5 with user and password', 'socks', { cluster: { 'proxy-url': `socks5://joe:secret@${socks}` } }),
    row('SOCKS5 of the environment', 'socks', { env: { HTTPS_PROXY: `socks5://${socks}` } }),
    row('SOCKS5 with a wrong password', 'socks', { cluster: { 'proxy-url': `socks5://joe:wrong@${socks}` }, expect: 'proxy' }),
  ];
}

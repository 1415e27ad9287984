import { withoutUser } from '../../../model/secrets.ts';
import type { ProxyConfig } from '../shapes/http.ts';
import { quoted } from './problem.ts';

/** Why Go's url.Parse does not take a URL, in its words; '' where it does. What it says contains no credentials. */
function urlProblem(url: string): string {
  const reason = parseProblem(url);
  return reason && `parse ${quoted(withoutUser(url).slice(0, 200))}: ${reason}`;
}

function parseProblem(url: string): string {
  if (/[\x00-\x1f\x7f]/.test(url)) return 'net/url: invalid control character in URL';
  const [beginning = '', authority = ''] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url) ?? [];
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const escape = /%(?![0-9a-fA-F]{2})(.{0,2})/.exec(url);
  if (escape) return `invalid URL escape ${quoted(`%${escape[1] ?? ''}`)}`;
  if (host.startsWith('[') && !host.includes(']')) return "missing ']' in host";
  const port = /(:[^:\]]*)$/.exec(host.startsWith('[') ? host.slice(host.indexOf(']') + 1) : host)?.[1] ?? '';
  // Before an "@" that comes later, what looks like the port is the beginning of a password with a slash in it.
  const isPassword = url.includes('@', beginning.length);
  if (!/^(:\d*)?$/.test(port)) return isPassword ? 'invalid port after host' : `invalid port ${quoted(port)} after host`;
  const odd = /[ "<>\\^`{|}]/.exec(host)?.[0];
  return odd ? `invalid character ${quoted(odd)} in host name` : '';
}

/** Why the operator does not take proxy settings (types.go, ProxyConfig.Validate); '' where it does. */
export function proxyProblem({ proxyUrl, noProxy, proxyFromEnvironment, proxyConnectHeader }: ProxyConfig): string {
  const fromEnvironment = proxyFromEnvironment === true;
  const headers = Object.entries(proxyConnectHeader);
  if (headers.length > 0 && !fromEnvironment && !proxyUrl)
    return 'if proxyConnectHeader is configured, proxyUrl or proxyFromEnvironment must also be configured';
  if (fromEnvironment && proxyUrl) return 'if proxyFromEnvironment is configured, proxyUrl must not be configured';
  if (fromEnvironment && noProxy) return 'if proxyFromEnvironment is configured, noProxy must not be configured';
  if (!proxyUrl && noProxy) return 'if noProxy is configured, proxyUrl must also be configured';
  for (const [header, refs] of headers) {
    if (refs.length === 0) return `proxyConnetHeader[${header}]: selector must not be empty`; // spelled so by the operator
    const empty = refs.findIndex(({ name, key }) => name === '' && key === '');
    if (empty !== -1) return `proxyConnectHeader[${header}][${empty}]: selector must be defined`;
  }
  return proxyUrl ? urlProblem(proxyUrl) : '';
}

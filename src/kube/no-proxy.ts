import { BlockList, isIP } from 'node:net';

/**
 * Whether NO_PROXY takes a host out of the proxy, as Go's httpproxy and client-go read it: addresses and CIDRs, names with all below them
 * (only those below a leading "." or "*."), each with or without a port, "*". A name never matches an address. Loopback is always taken out.
 */
export function bypassed(host: string, port: string, noProxy: string): boolean {
  if (host === 'localhost' || (isIP(host) && inRange(host, '127.0.0.0/8')) || (isIP(host) && inRange(host, '::1/128'))) return true;
  return noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && matches(entry, host.toLowerCase(), port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isIP(host) !== 0 && inRange(host, entry);
  const [name, onlyPort] = splitPort(entry);
  if (name === '' || (onlyPort !== '' && onlyPort !== port)) return false;
  if (isIP(name)) return isIP(host) !== 0 && inRange(host, `${name}/${isIP(name) === 4 ? 32 : 128}`);
  if (isIP(host)) return false;
  const domain = name.replace(/^\*\./, '.');
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

/** "host:port", "[2001:db8::1]:port", or a host alone. */
function splitPort(entry: string): [string, string] {
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):([^:]*)$/.exec(entry);
  return match ? [match[1] ?? match[2] ?? '', match[3] ?? ''] : [entry, ''];
}

function inRange(ip: string, cidr: string): boolean {
  const [base = '', bits = ''] = cidr.split('/');
  const family = isIP(base) === 4 ? 'ipv4' : 'ipv6';
  if (isIP(base) === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 'ipv4' ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(base, Number(bits), family);
  return list.check(ip, isIP(ip) === 4 ? 'ipv4' : 'ipv6');
}

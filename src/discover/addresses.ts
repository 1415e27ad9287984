import { usageError } from '../model/errors.ts';
import { addressText, type Endpoint } from '../model/subject.ts';
import { clean } from '../model/text.ts';
import { parseIp } from './ip.ts';

interface AddressOptions {
  readonly targets: readonly string[]; // "host:port", "host:port/path", "[2001:db8::1]:port/path"
  readonly serverName: string; // --server-name, '' for none
}

const hint = 'for example: --target db.example:9187/metrics, --target 10.0.0.7:9100, --target [2001:db8::1]:9100';

/** The endpoints that the user named: each address is one endpoint with itself as its only target. Throws a usage error. */
export function discoverAddresses({ targets, serverName }: AddressOptions): Endpoint[] {
  const endpoints = new Map<string, Endpoint>();
  for (const text of targets) {
    const endpoint = endpointOf(text, serverName);
    const before = endpoints.get(endpoint.id);
    if (before && before.path !== endpoint.path)
      throw usageError(
        `--target ${clean(text, 200)}: the same address is named with another path`,
        'audit one path of an address at a time',
      );
    endpoints.set(endpoint.id, endpoint);
  }
  return [...endpoints.values()];
}

function endpointOf(text: string, serverName: string): Endpoint {
  const { host, port, path } = parseTarget(text);
  const name = addressText({ host, port });
  const id = `address/${name}`;
  return {
    id,
    owner: { kind: 'address', namespace: '', name },
    port,
    exporter: null,
    exposedBy: [],
    services: [],
    targets: [{ id: `${id}@${name}`, address: { host, port }, pod: null, proof: { proven: true, by: '--target' } }],
    scrapes: [],
    scrapesUnknown: '',
    serverNames: [serverName || (parseIp(host) ? '' : host)],
    ...(path !== '' && { path }),
  };
}

function parseTarget(text: string): { host: string; port: number; path: string } {
  const refuse = (reason: string): Error => usageError(`--target ${clean(text, 200)}: ${reason}`, hint);
  if (/^[a-z]+:\/\//i.test(text)) throw refuse('write host:port without the scheme: both TLS and plaintext are always asked');
  const match = /^(?:\[([^\]]+)\]|([^:/[\]]+)):(\d{1,5})(\/.*)?$/.exec(text);
  if (!match) throw refuse('not host:port or host:port/path');
  const [, bracketed, plain = '', digits, path = ''] = match;
  const port = Number(digits);
  if (port < 1 || port > 65_535) throw refuse('a port is a number from 1 to 65535');
  if (bracketed !== undefined && (!bracketed.includes(':') || !parseIp(bracketed))) throw refuse('not an IPv6 address in brackets');
  if (bracketed === undefined && !isHost(plain)) throw refuse('not a host name or address');
  if (!/^[!-~]*$/.test(path) || path.length > 1024) throw refuse('a path has printable ASCII characters without spaces');
  return { host: (bracketed ?? plain).toLowerCase(), port, path };
}

/** A name in DNS form, or an IPv4 address: what looks like an address must be one. */
const isHost = (host: string): boolean =>
  host.length <= 253 &&
  (/^[\d.]+$/.test(host) ? parseIp(host) !== null : host.split('.').every((part) => /^\w([\w-]{0,61}\w)?$/.test(part)));

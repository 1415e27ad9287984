import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

const listen = '0A'; // TCP_LISTEN, include/net/tcp_states.h

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');

/** The address as /proc/net/tcp writes it: the bytes of a little-endian number, in hex. */
const hexAddress = (ip: string, port: number): string => {
  const bytes = ip.split('.').map((part) => hex(Number(part), 2));
  return `${bytes.reverse().join('')}:${hex(port, 4)}`;
};

/** Tells of an address whether a process listens there now, without connecting to it. */
export function listening(): (ip: string, port: number) => boolean {
  const lines = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const local = new Set(lines.flatMap(([, address, , state]) => (address && state === listen ? [address] : [])));
  return (ip, port) => local.has(hexAddress(ip, port));
}

/** How many TCP connections were opened in this network namespace since it exists (RFC 4022 tcpActiveOpens). */
export function activeOpens(): number {
  const [names = [], values = []] = readFileSync('/proc/net/snmp', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Tcp:'))
    .map((line) => line.split(' '));
  return Number(values[names.indexOf('ActiveOpens')]);
}

/** The tests dial pod addresses: on a network that leads anywhere, those could be somebody's. */
export function refuseOutsideOwnNetwork(): void {
  const others = Object.keys(networkInterfaces()).filter((name) => name !== 'lo');
  if (others.length > 0)
    throw new Error(`start these tests with test/cluster/run.sh: this network has ${others.join(', ')}, so pod addresses are not ours`);
}

import { readFile } from 'node:fs/promises';
import net from 'node:net';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { listeningPorts, meshListening } from '../../src/exporters/index.ts';

it.runIf(process.platform === 'linux')('reads who listens here', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  expect(listeningPorts(await readFile('/proc/net/tcp', 'utf8'))).toContain(port);
  server.close();
  await once(server, 'close');
  expect(listeningPorts(await readFile('/proc/net/tcp', 'utf8'))).not.toContain(port);
});

const heading = '  sl  local_address rem_address   st tx_queue rx_queue\n';
it('takes only those that listen', () => {
  const table = `${heading}   0: 0100007F:3A99 00000000:0000 0A 0\n   1: 0100007F:3A9E 0100007F:1F90 01 0\n`;
  expect([...listeningPorts(table)]).toEqual([15001]);
  expect([...listeningPorts('')]).toEqual([]);
});

it('reads IPv6 too', () => {
  expect([...listeningPorts('  0: 00000000000000000000000000000000:3A9E 00000000000000000000000000000000:0000 0A')]).toEqual([15006]);
});

it.each([
  ["Istio's sidecar, with its other ports", [15000, 15001, 15004, 15006, 15021, 15090, 9100], '15001 and 15006'],
  ['ztunnel in ambient mode', [15008, 15006, 15001], '15001 and 15006'],
  ['Linkerd', [4140, 4143, 4191], '4140 and 4143'],
  ['Consul', [15001, 20000], '15001 and 20000'],
])('%s is a mesh', (_name, ports, told) => expect(meshListening(new Set(ports))).toContain(told));

it.each([[[15001]], [[15006, 4143]], [[9100]], [[]]])('%j are none', (ports) => expect(meshListening(new Set(ports))).toBe(''));

import { connect as connectTcp, type Socket } from 'node:net';
import { scanError } from '../model/errors.ts';
import { opened, placeOf, type Place } from './socket.ts';

const version = 5;
const noCredentials = 0x00;
const userAndPassword = 0x02;
const domainName = 0x03;
const replies = [
  '',
  'general failure',
  'not allowed',
  'network unreachable',
  'host unreachable',
  'connection refused',
  'timed out',
  'command not supported',
  'address type not supported',
];

/** A connection that a SOCKS5 proxy opens (RFC 1928), with user and password where its URL has them (RFC 1929). It resolves the name. */
export async function throughSocks(proxy: URL, place: Place, signal: AbortSignal): Promise<Socket> {
  const socket = await opened(connectTcp(placeOf(proxy)), 'connect', signal);
  const stop = (): void => void socket.destroy(new Error('no answer of the proxy in time'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    await negotiate(socket, proxy);
    await command(socket, place, proxy);
    return socket;
  } catch (error) {
    socket.on('error', () => undefined).destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

const refused = (proxy: URL, reason: string): Error => scanError(`the SOCKS proxy ${proxy.host} to the API server: ${reason}`);

/** Length byte and text. */
const counted = (text: string): Buffer => {
  const bytes = Buffer.from(text).subarray(0, 255);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
};

async function negotiate(socket: Socket, proxy: URL): Promise<void> {
  const method = proxy.username === '' ? noCredentials : userAndPassword;
  socket.write(Buffer.from([version, 1, method]));
  const [answered, chosen] = await read(socket, 2);
  if (answered !== version) throw refused(proxy, 'it does not speak SOCKS5');
  if (chosen !== method) throw refused(proxy, method === noCredentials ? 'it wants a user' : 'it takes no user and password');
  if (method === noCredentials) return;
  socket.write(Buffer.concat([Buffer.from([1]), counted(decodeURIComponent(proxy.username)), counted(decodeURIComponent(proxy.password))]));
  const [, status] = await read(socket, 2);
  if (status !== 0) throw refused(proxy, 'it refused the user');
}

async function command(socket: Socket, { host, port }: Place, proxy: URL): Promise<void> {
  const address = Buffer.concat([Buffer.from([domainName]), counted(host)]);
  socket.write(Buffer.concat([Buffer.from([version, 1, 0]), address, Buffer.from([port >> 8, port & 0xff])]));
  const [answered, status = 1, , kind, first = 0] = await read(socket, 5);
  if (answered !== version || status !== 0) throw refused(proxy, replies[status] ?? `it answers ${status}`);
  const length = kind === 1 ? 4 : kind === 4 ? 16 : first + 1;
  await read(socket, length - 1 + 2); // the address and port that it binds
}

/** Exactly so many bytes. */
function read(socket: Socket, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const ended = (): void => settle(() => reject(new Error('the proxy closed the connection')));
    const failed = (error: Error): void => settle(() => reject(error));
    const take = (): void => {
      const bytes = socket.read(length) as Buffer | null;
      if (bytes) settle(() => resolve(bytes));
    };
    const settle = (end: () => void): void => {
      socket.off('readable', take).off('end', ended).off('error', failed);
      end();
    };
    socket.on('readable', take).on('end', ended).on('error', failed);
    take();
  });
}

import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls } from 'node:tls';
import { PgxError, scanError } from '../model/errors.ts';
import type { KubeAccess } from './access.ts';
import type { TlsOptions } from './identity.ts';
import { connectionReason } from './reason.ts';
import { opened, placeOf, type Place } from './socket.ts';
import { throughSocks } from './socks.ts';
import { throughTunnel } from './tunnel.ts';

/**
 * A connection to the API server, ready for HTTP/1.1: through the proxy where there is one, in TLS where the server is https. Credentials
 * in TLS are those of this moment. Rejects with the error of the socket, or a scan error; the signal ends it while it opens.
 */
export async function connectApi(access: KubeAccess, signal: AbortSignal): Promise<Socket> {
  const url = new URL(access.server);
  const place = placeOf(url);
  const tls = await access.currentTls();
  const socket = await throughProxy(access.proxy, place, tls, signal);
  socket
    .setNoDelay(true)
    .setKeepAlive(true, 30_000)
    .on('error', () => undefined); // what comes above it tells
  if (url.protocol !== 'https:') return socket;
  return opened(connectTls({ ...clientOptions(tls, place), socket }), 'secureConnect', signal);
}

async function throughProxy(proxy: string, place: Place, tls: TlsOptions, signal: AbortSignal): Promise<Socket> {
  if (proxy === '') return opened(connectTcp(place), 'connect', signal);
  const url = new URL(proxy);
  try {
    return await (url.protocol.startsWith('socks5') ? throughSocks(url, place, signal) : throughTunnel(url, place, { tls, signal }));
  } catch (error) {
    if (signal.aborted || error instanceof PgxError) throw error;
    throw scanError(`the proxy ${url.host} to the API server: ${connectionReason(error)}`, 'it is named by proxy-url or HTTPS_PROXY');
  }
}

/** Go needs a subject alternative name; Node would read the common name where there is none. */
const clientOptions = ({ servername, ...tls }: TlsOptions, { host }: Place) => ({
  ...tls,
  host,
  servername: servername ?? (isIP(host) ? '' : host),
  ALPNProtocols: ['http/1.1'],
  checkServerIdentity: (name: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
    certificate.subjectaltname
      ? checkServerIdentity(servername ?? name, certificate)
      : Object.assign(new Error('its certificate has no subject alternative name'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }),
});

import type { Socket } from 'node:net';
import { scanError } from '../model/errors.ts';
import type { Place } from './socket.ts';
import type { TlsOptions } from './identity.ts';

/** "Basic …" for the user part of a proxy's URL, undefined where there is none. */
export function proxyAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** A tunnel that an HTTP proxy opens (RFC 9110 section 9.3.6). An https:// proxy is verified with the CA of the cluster, as by kubectl. */
export async function throughTunnel(
  proxy: URL,
  { host, port }: Place,
  { tls, signal }: { readonly tls: TlsOptions; readonly signal: AbortSignal },
): Promise<Socket> {
  const { ca, rejectUnauthorized } = tls;
  const trust = { ...(ca !== undefined && { ca }), ...(rejectUnauthorized !== undefined && { rejectUnauthorized }) };
  const { Client } = await import('./http-client.ts');
  const client = new Client(proxy.origin, { connect: trust });
  const authorization = proxyAuthorization(proxy);
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  try {
    const { statusCode, socket } = await client.connect({
      path: authority,
      headers: { host: authority, ...(authorization !== undefined && { 'proxy-authorization': authorization }) },
      signal,
    });
    if (statusCode === 200) return socket as Socket;
    socket.on('error', () => undefined).destroy();
    throw scanError(
      `the proxy ${proxy.host} does not let through to the API server ${authority} (HTTP ${statusCode})`,
      statusCode === 407 ? 'give it a user: http://USER:PASSWORD@…' : 'take the API server out of it with NO_PROXY, or remove proxy-url',
    );
  } finally {
    void client.close().catch(() => undefined);
  }
}

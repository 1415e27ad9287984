import { expect } from 'vitest';
import type { Socket } from 'node:net';
import { contentType } from '../../src/net/tls/constants.ts';
import { record } from '../../src/net/tls/records.ts';
import { flightOf, inRecords, serverHello } from '../net/flights.ts';
import type { Handler } from '../support/hostile.ts';
import type { Issued } from '../support/pki.ts';
import { onHeard, onHello, type Heard } from './support/heard.ts';
import type { Saw } from './support/look.ts';
import { alert, alertRecord, behindTls, head, pour, refuse, trickle } from './support/replies.ts';

/** A server, and what a scan says of it. */
export interface Kind {
  readonly does: string;
  readonly serve: Handler;
  readonly saw: Partial<Saw>;
  readonly inFull?: Partial<Saw>; // where it says something else
  readonly timeoutMs?: number; // of one connection, where the server lets it pass
}

/** What the servers are made of. */
export interface Material {
  readonly leaf: Issued;
  readonly heavy: Issued; // with an RSA key of 4096 bits
}

const tls12 = 0x0303;
const ecdheRsa = 0xc02f;
const x25519 = 29;

/** A server of TLS 1.2 that answers with this flight, and refuses what is older, or newer alone. It has no key: nobody gets further. */
export const flights = (reply: (client: Heard) => Buffer): Handler =>
  onHello((socket, client) => {
    if (!client.versions.includes(tls12)) return refuse(socket, alert.protocolVersion);
    if (!client.suites.includes(ecdheRsa) || !client.groups.includes(x25519)) return refuse(socket, alert.handshakeFailure);
    socket.write(reply(client));
    socket.once('data', () => refuse(socket, alert.handshakeFailure));
  });

const whole = (bytes: Buffer): Buffer => inRecords(bytes, 16_384);
const slowly = 100;
/** Nothing that a busy machine could be late with comes before these are over. */
const soon = 300;
/** Something does. */
const later = 2000;
const padded = Buffer.from(head('200 OK', 'X-Padding: '.padEnd(400, 'x')));
const noise = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 167 + 131) % 251));

/** Neither TLS nor HTTP was seen, and why. */
const neither = (why: string): Partial<Saw> => ({
  tls: `ClientHello: ${why}`,
  plaintext: `GET without TLS: ${why}`,
  versions: '',
  certificate: 'none',
  http: 'none',
});
/** TLS was seen, and nothing more. */
const tlsAlone = (why: string): Partial<Saw> => ({
  tls: 'yes',
  plaintext: 'no',
  versions: `?${why}`,
  certificate: why,
  http: why,
  client: why,
});
/** Of a server of TLS 1.2 whose certificate was not seen. */
const only12 = (why: string): Partial<Saw> => ({
  tls: 'yes',
  plaintext: 'no',
  versions: 'TLSv1.2',
  suites: '0',
  certificate: why,
  client: why,
});
const good12: Partial<Saw> = { tls: 'yes', plaintext: 'no', versions: 'TLSv1.2', suites: '0', certificate: 'CN=pgx', client: 'no' };
const good13: Partial<Saw> = { tls: 'yes', plaintext: 'no', versions: 'TLSv1.3 TLSv1.2', suites: '0', certificate: 'CN=pgx' };
const garbled = (text: string): string => `answers with "${text}", which is neither TLS nor HTTP`;

const beforeTls = ({ leaf }: Material): Kind[] => {
  const good = whole(flightOf([leaf.der]));
  return [
    { does: 'never answers', serve: (socket) => void socket.resume(), saw: neither('no answer within 0.3 s'), timeoutMs: soon },
    {
      does: 'sends a byte now and then to a hello',
      serve: onHeard((socket, { kind }) => (kind === 'hello' ? trickle(socket, good, slowly) : socket.resume())),
      saw: {
        ...neither('no answer within 0.3 s'),
        tls: expect.stringMatching(/^ClientHello: no (?:complete )?answer within 0\.3 s$/) as string,
      },
      timeoutMs: soon,
    },
    {
      does: 'sends a byte now and then to a request',
      serve: onHeard((socket, { kind }) => (kind === 'http' ? trickle(socket, padded, slowly) : socket.resume())),
      saw: {
        ...neither('no answer within 0.3 s'),
        plaintext: expect.stringMatching(/^GET without TLS: no (?:complete )?answer within 0\.3 s$/) as string,
      },
      timeoutMs: soon,
    },
    {
      does: 'sends 100 MB of zeros',
      serve: onHeard((socket) => pour(socket, Buffer.alloc(65_536))),
      saw: neither(garbled('\ufffd'.repeat(5))),
    },
    { does: 'sends garbage', serve: onHeard((socket) => socket.end(noise)), saw: neither(garbled('\ufffd/Ö\ufffd.')) },
    { does: 'is an SSH server', serve: (socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n'), saw: neither(garbled('SSH-2')) },
    { does: 'resets the connection', serve: onHeard((socket) => socket.resetAndDestroy()), saw: neither('connection reset') },
    { does: 'closes without a word', serve: onHeard((socket) => socket.end()), saw: neither('connection closed without an answer') },
    {
      does: 'lies about the length of a record',
      serve: onHeard((socket) => socket.end(Buffer.from('160303ffff0200', 'hex'))),
      saw: neither(garbled('\ufffd\ufffd\ufffdÿÿ')),
    },
    {
      does: 'sends 100 MB of HelloRequests',
      serve: onHeard((socket) => pour(socket, record(contentType.handshake, Buffer.alloc(16_000)))),
      saw: neither('more than 8 HelloRequest messages'),
    },
    {
      does: 'sends 100 MB of empty records',
      serve: onHeard((socket) => pour(socket, record(contentType.handshake, Buffer.alloc(0)))),
      saw: neither('more than 16 empty TLS records'),
    },
  ];
};

const refusedAll = (why: string): Partial<Saw> => ({ ...tlsAlone(why), versions: `?the server refused every ClientHello: ${why}` });
const resetLater = (socket: Socket): void => void setTimeout(() => socket.resetAndDestroy(), 20);
const unoffered = (suite: string): string => `the server chose TLSv1.2 with ${suite}, which was not offered`;

const withinTheFlight = ({ leaf, heavy }: Material): Kind[] => {
  const flight = flightOf([heavy.der]);
  const start = whole(flight).subarray(0, 30);
  const rest = flight.subarray(serverHello().length);
  return [
    {
      does: 'resets within the ServerHello',
      serve: onHeard((socket) => socket.write(start, () => resetLater(socket))),
      saw: refusedAll('connection reset'),
    },
    { does: 'closes within the ServerHello', serve: onHeard((socket) => socket.end(start)), saw: refusedAll('connection closed') },
    {
      does: 'lies about the length of a message',
      serve: onHeard((socket) => socket.write(record(contentType.handshake, Buffer.from([2, 0xff, 0xff, 0xff])))),
      saw: tlsAlone('a handshake message of 16777215 bytes'),
    },
    {
      does: 'floods with warnings',
      serve: onHeard((socket) => pour(socket, alertRecord(90, 1))),
      saw: tlsAlone('alert 90 user_canceled'),
    },
    {
      does: 'has a certificate of 1 MB',
      serve: flights(() => whole(flightOf([Buffer.alloc(1 << 20, 0x30)]))),
      saw: only12('a handshake message of 1048582 bytes'),
      inFull: { suites: '1' },
    },
    {
      does: 'has 4,000 certificates',
      serve: flights(() => whole(flightOf(Array.from({ length: 4000 }, () => leaf.der)))),
      saw: only12(expect.stringMatching(/^a handshake message of 1\d{6} bytes$/) as string),
      inFull: { suites: '1' },
    },
    {
      does: 'has a chain of sixty certificates with RSA keys of 4096 bits',
      serve: flights(() => whole(flightOf(Array.from({ length: 60 }, () => heavy.der)))),
      saw: only12('more than 32 certificates in the chain'),
      inFull: { suites: '1' },
    },
    {
      does: 'accepts everything',
      serve: onHello((socket, { versions, suites: [suite = 0] }) => {
        const version = versions.find((each) => each <= tls12);
        if (version === undefined) return refuse(socket, alert.protocolVersion);
        socket.write(whole(Buffer.concat([serverHello({ version, suite }), rest])));
      }),
      saw: {
        tls: 'yes',
        versions: 'TLSv1.2 TLSv1.1 TLSv1.0 SSLv3',
        suites: '0 ?the server chose the suite 0x0a0a, which does not exist: it takes whatever it is offered',
      },
    },
    {
      does: 'chooses a suite that was not offered',
      serve: onHello((socket, { suites }) => {
        const suite = [0x0005, 0x0004, 0x0035].find((each) => !suites.includes(each)) ?? 0xfafa;
        socket.write(whole(serverHello({ suite })));
      }),
      saw: {
        ...tlsAlone(unoffered('0xfafa')),
        versions: expect.stringMatching(/^\?the server chose TLSv1\.2 with .*, which was not offered$/) as string,
      },
    },
    {
      does: 'chooses the same suite for ever',
      serve: onHello((socket) => socket.write(whole(flight))),
      saw: { tls: 'yes', versions: `TLSv1.2 ?${unoffered('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256')}`, certificate: 'CN=heavy' },
      inFull: { suites: `1 ?${unoffered('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256')}` },
    },
    { does: 'sends records of one byte', serve: flights(() => inRecords(flightOf([leaf.der]), 1)), saw: good12, inFull: { suites: '1' } },
  ];
};

const withinTls = ({ leaf }: Material): Kind[] => {
  const inFull = { suites: expect.stringMatching(/^\d\d$/) as string };
  return [
    {
      does: 'is silent after the handshake',
      serve: behindTls(leaf, () => undefined),
      saw: { ...good13, http: 'no complete answer within 2 s' },
      timeoutMs: later,
      inFull,
    },
    {
      does: 'answers HTTP a byte at a time',
      serve: behindTls(leaf, (socket) => trickle(socket, padded, slowly)),
      saw: { ...good13, http: 'no complete answer within 2 s' },
      timeoutMs: later,
      inFull,
    },
    {
      does: 'sends headers without end',
      serve: behindTls(leaf, (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        pour(socket, Buffer.from('X-More: and one more\r\n'));
      }),
      saw: { ...good13, http: 'too long response headers' },
      inFull,
    },
    {
      does: 'sends a body of 100 MB',
      serve: behindTls(leaf, (socket) => {
        socket.write(head('200 OK', `Content-Length: ${100 << 20}`));
        pour(socket, Buffer.from('up 1\n'));
      }),
      saw: { ...good13, http: '200 metrics', client: 'no' },
      inFull,
    },
    {
      does: 'redirects to itself for ever',
      serve: behindTls(leaf, (socket) => void socket.end(head('302 Found', 'Location: /metrics', 'Content-Length: 0'))),
      saw: { ...good13, http: '302', client: 'no' },
      inFull,
    },
  ];
};

/** Twenty-seven servers that scanners have met, by what they do. */
export const kinds = (made: Material): readonly Kind[] => [...beforeTls(made), ...withinTheFlight(made), ...withinTls(made)];

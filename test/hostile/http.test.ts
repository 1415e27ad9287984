import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { HttpResponse } from '../../src/model/facts.ts';
import { createCa, issue } from '../support/pki.ts';
import { onHeard } from './support/heard.ts';
import { expectBounded, lookAt, type Looked } from './support/look.ts';
import { behindTls, head, pour } from './support/replies.ts';
import type { Socket } from 'node:net';

const leaf = await issue(await createCa({ name: 'root' }), { cn: 'pgx', dns: ['pgx.test'] });
const bomb = gzipSync(Buffer.alloc(50_000_000, 'up 1\n'), { level: 9 });

/** Answers to a request; without TLS a ClientHello is answered in HTTP, as Go does. */
const servers = {
  plaintext: (serve: (socket: Socket) => void) =>
    onHeard((socket, { kind }) => (kind === 'http' ? serve(socket) : socket.end(head('400 Bad Request')))),
  tls: (serve: (socket: Socket) => void) => behindTls(leaf, serve),
} as const;

interface Case {
  readonly does: string;
  readonly serve: (socket: Socket) => void;
  readonly http: string;
}

const cases: readonly Case[] = [
  { does: 'answers in HTTP/0.9', serve: (socket) => void socket.end('<html>up 1</html>\n'), http: 'which is n' },
  {
    does: 'sends chunks without end',
    serve: (socket) => {
      socket.write(head('200 OK', 'Transfer-Encoding: chunked'));
      pour(socket, Buffer.from('5\r\nup 1\n\r\n'));
    },
    http: '200 metrics',
  },
  {
    does: 'sends a chunk that is as long as it says, which is for ever',
    serve: (socket) => {
      socket.write(`${head('200 OK', 'Transfer-Encoding: chunked')}ffffffffffff\r\n`);
      pour(socket, Buffer.from('up 1\n'));
    },
    http: '200 metrics',
  },
  {
    does: 'sends the head of a chunk without end',
    serve: (socket) => {
      socket.write(head('200 OK', 'Transfer-Encoding: chunked'));
      pour(socket, Buffer.from('0'));
    },
    http: '200',
  },
  {
    does: 'sends 50 MB in 50 kB of gzip',
    serve: (socket) =>
      void socket.end(Buffer.concat([Buffer.from(head('200 OK', 'Content-Encoding: gzip', `Content-Length: ${bomb.length}`)), bomb])),
    http: '200',
  },
  {
    does: 'sends informational responses without end',
    serve: (socket) => pour(socket, Buffer.from(head('102 Processing'))),
    http: 'more than 8 informational responses',
  },
  {
    does: 'redirects to where nobody asked it to',
    serve: (socket) =>
      void socket.end(head('307 Temporary Redirect', 'Location: http://169.254.169.254/latest/meta-data/', 'Content-Length: 0')),
    http: '307',
  },
  {
    does: 'says a length that is none',
    serve: (socket) => void socket.end(`${head('200 OK', 'Content-Length: -1')}up 1\n`),
    http: '200 metrics',
  },
];

describe.each(Object.entries(servers))('a server of %s that', (over, server) => {
  it.each(cases)('$does', async ({ serve, http }) => {
    const looked = await lookAt(server(serve));
    expect(looked.saw).toMatchObject({ [over]: 'yes', http: expect.stringContaining(http) as string });
    expectBounded(looked);
  });
});

const responseOf = ({ seen }: Looked): HttpResponse | undefined => seen.http?.responses[0];

describe('headers', () => {
  it('with escape sequences, and what turns text around, are told without them', async () => {
    const fields = [
      'Location: https://a\u001b]0;x\u0007/\u202egpj.exe',
      'Content-Type: text/\u009b31mplain',
      'WWW-Authenticate: Basic realm="\u001b[2J"',
    ];
    for (const status of ['302 Found', '401 \u001b[31mUnauthorized', '200 OK']) {
      const looked = await lookAt(
        servers.tls((socket) => void socket.end(Buffer.from(head(status, ...fields, 'Content-Length: 0'), 'utf8'))),
      );
      expect(JSON.stringify(responseOf(looked))).not.toMatch(/\\u001b|\u001b|\u0007|\u202e|\u009b/);
      expect(responseOf(looked)?.status).toBe(Number(status.slice(0, 3)));
      expectBounded(looked);
    }
  });
});

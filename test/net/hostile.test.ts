import { gzipSync } from 'node:zlib';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { contentType, handshakeType } from '../../src/net/tls/constants.ts';
import { handshake } from '../../src/net/tls/messages.ts';
import { record } from '../../src/net/tls/records.ts';
import { certificate, flight, helloRetryRequest, inRecords, serverHello } from './flights.ts';
import {
  ask,
  handshake12,
  handshake13,
  hello,
  leaf,
  okResponse,
  only12,
  only13,
  plaintext,
  rawServer,
  tlsServer,
  upTo11,
} from './support.ts';
import type { Answer, Attempt } from '../../src/model/attempt.ts';

/** The answer of a server that sends these bytes after the first bytes it gets. */
async function answerOf(attempt: Attempt, reply: Buffer | ((socket: Socket, first: Buffer) => void), timeoutMs?: number): Promise<Answer> {
  const server = await rawServer((socket) =>
    socket.once('data', (first) => {
      if (typeof reply === 'function') reply(socket, first);
      else socket.write(reply);
    }),
  );
  return ask(server.port, attempt, timeoutMs);
}

/** Writes the same bytes for as long as anybody reads them. */
const forever = (once: Buffer) => (socket: Socket) => {
  const bytes = Buffer.concat(Array.from({ length: Math.ceil(16_384 / once.length) }, () => once));
  const more = (): void => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', more);
  more();
};

const helloRaw = hello(only12);
const everyKind: readonly Attempt[] = [helloRaw, hello(only13), handshake13, handshake12, plaintext];

describe('a flight in unusual records', () => {
  it.each([1, 2, 7, 1000, 16_384])('is read from records of %i bytes', async (size) => {
    const answer = await answerOf(helloRaw, inRecords(flight(leaf.der), size));
    expect(answer).toMatchObject({ flightComplete: true, serverHello: { group: 29, suite: 0xc02f }, failure: null });
    expect(answer.certificates).toEqual([Buffer.from(leaf.der)]);
  });

  it('is read byte by byte, and over warnings', async () => {
    const bytes = Buffer.concat([Buffer.from('15030300020170', 'hex'), inRecords(flight(leaf.der), 500)]);
    const answer = await answerOf(helloRaw, (socket) => {
      socket.setNoDelay(true);
      for (const byte of bytes) socket.write(Buffer.from([byte]));
    });
    expect(answer).toMatchObject({ flightComplete: true, alert: null, failure: null });
  });
});

describe('a server that does not answer as it should', () => {
  it.each(everyKind)('never answers: $name', async (attempt) => {
    const startedAt = performance.now();
    const answer = await answerOf(attempt, () => undefined, 200);
    expect(answer).toMatchObject({ connected: true, spoke: 'nothing', failure: { kind: 'timeout', text: 'no answer within 0.2 s' } });
    expect(performance.now() - startedAt).toBeLessThan(1500);
  });

  it.each(everyKind)('sends a byte now and then, which extends nothing: $name', async (attempt) => {
    const bytes = attempt.kind === 'http' ? Buffer.from(okResponse) : inRecords(flight(leaf.der), 100);
    const startedAt = performance.now();
    const answer = await answerOf(
      attempt,
      (socket) => {
        let at = 0;
        const timer = setInterval(() => socket.write(bytes.subarray(at, ++at)), 40);
        socket.on('close', () => clearInterval(timer));
      },
      200,
    );
    expect(answer.failure).toEqual({ kind: 'timeout', text: 'no complete answer within 0.2 s' });
    expect(performance.now() - startedAt).toBeLessThan(1500);
  });

  it.each(everyKind)('resets: $name', async (attempt) => {
    const answer = await answerOf(attempt, (socket) => socket.resetAndDestroy());
    expect(answer).toMatchObject({ connected: true, spoke: 'nothing', failure: { kind: 'reset', text: 'connection reset' } });
  });

  it.each(everyKind)('closes: $name', async (attempt) => {
    const answer = await answerOf(attempt, (socket) => socket.end());
    expect(answer).toMatchObject({ spoke: 'nothing', failure: { kind: 'closed', text: 'connection closed without an answer' } });
  });

  it.each(everyKind)('speaks another protocol: $name', async (attempt) => {
    const answer = await answerOf(attempt, Buffer.from('SSH-2.0-\u001b[31mOpenSSH\r\n'));
    expect(answer).toMatchObject({
      spoke: 'other',
      alert: null,
      failure: { kind: 'garbage', text: expect.stringContaining('SSH-2') as string },
    });
    expect(answer.failure?.text).not.toContain('\u001b');
  });

  it.each(everyKind)('echoes: $name', async (attempt) => {
    const answer = await answerOf(attempt, (socket, first) => {
      socket.write(first);
      socket.pipe(socket);
    });
    expect(answer).toMatchObject({ spoke: 'other', serverHello: null, failure: { kind: 'garbage' } });
  });
});

describe('a server that sends too much', () => {
  const warning = record(contentType.alert, Buffer.from([1, 90]));
  const floods: readonly (readonly [string, Attempt, Buffer, string])[] = [
    ['warning alerts', helloRaw, warning, 'garbage'],
    ['warning alerts to a real handshake', handshake12, warning, 'garbage'],
    ['empty records', helloRaw, record(contentType.handshake, Buffer.alloc(0)), 'garbage'],
    ['HelloRequest messages', helloRaw, record(contentType.handshake, Buffer.alloc(16_000)), 'garbage'],
    ['HelloRequest messages to a real handshake', handshake12, record(contentType.handshake, Buffer.alloc(16_000)), 'too-much'],
    ['change_cipher_spec records', handshake13, record(contentType.changeCipherSpec, Buffer.from([1])), 'garbage'],
    ['zeros', helloRaw, Buffer.alloc(65_536), 'garbage'],
    ['informational responses', plaintext, Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'), 'garbage'],
  ];
  it.each(floods)('%s', async (_what, attempt, bytes, kind) => {
    const answer = await answerOf(attempt, forever(bytes));
    expect(answer.failure?.kind).toBe(kind);
    expect(answer.bytesRead).toBeLessThanOrEqual(256 * 1024);
  });

  it('a handshake message of 16 MB is refused by its length', async () => {
    const answer = await answerOf(helloRaw, record(contentType.handshake, Buffer.from([2, 0xff, 0xff, 0xff])));
    expect(answer.failure).toEqual({ kind: 'too-much', text: 'a handshake message of 16777215 bytes' });
  });

  it('a chain of 33 certificates', async () => {
    const bytes = Buffer.concat([serverHello(), certificate(...Array.from({ length: 33 }, () => leaf.der))]);
    const answer = await answerOf(helloRaw, inRecords(bytes, 16_000));
    expect(answer).toMatchObject({ serverHello: { offered: true }, flightComplete: false, failure: { kind: 'too-much' } });
  });

  it('a body of 100 MB is cut, and no more than the bound is read', async () => {
    const answer = await answerOf(plaintext, (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n');
      forever(Buffer.alloc(65_536, 'a'))(socket);
    });
    expect(answer).toMatchObject({ http: { status: 200, truncated: true }, failure: null });
    expect(answer.http?.bytes).toBe(65_536);
  });

  it.each([handshake13, handshake12])('a body of 100 MB within TLS: $name', async (attempt) => {
    const port = await tlsServer({}, Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), Buffer.alloc(100_000_000, 'a')]));
    const answer = await ask(port, attempt);
    expect(answer).toMatchObject({ http: { status: 200, truncated: true }, failure: null });
    expect(answer.bytesRead).toBeLessThanOrEqual(256 * 1024);
  });

  it('headers without end', async () => {
    const answer = await answerOf(plaintext, (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      forever(Buffer.from('X-More: and more\r\n'))(socket);
    });
    expect(answer).toMatchObject({ spoke: 'http', http: null, failure: { kind: 'too-much', text: 'too long response headers' } });
  });

  it('a body that never ends is kept as far as it came', async () => {
    const answer = await answerOf(plaintext, Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nup 1\n'), 300);
    expect(answer).toMatchObject({ http: { status: 200, truncated: true, bytes: 5 }, failure: { kind: 'timeout' } });
  });
});

describe('a server that lies', () => {
  it.each([
    ['a suite that was not offered', helloRaw, serverHello({ suite: 0x0005 })],
    ['a version above the offered', hello(upTo11), serverHello({ version: 0x0303, suite: upTo11.suites[0] ?? 0 })],
    ['a suite of another version', hello(only13), serverHello({ suite: 0x1301 })],
  ])('chooses %s', async (_what, attempt, message) => {
    const answer = await answerOf(attempt, inRecords(message, 1000));
    expect(answer).toMatchObject({ serverHello: { offered: false }, flightComplete: false, failure: { kind: 'garbage' } });
    expect(answer.failure?.text).toContain('which was not offered');
  });

  it.each([
    [23, 'a second HelloRetryRequest'],
    [29, 'a HelloRetryRequest for the group that was sent'],
    [256, 'the server chose TLSv1.3 with TLS_AES_128_GCM_SHA256 and ffdhe2048, which was not offered'],
  ])('asks by HelloRetryRequest for group %i', async (group, text) => {
    const answer = await answerOf(handshake13, (socket, first) => {
      const retry = inRecords(helloRetryRequest(first, group), 1000);
      socket.write(retry);
      socket.on('data', () => socket.write(retry));
    });
    expect(answer).toMatchObject({ handshakeComplete: false, failure: { kind: 'garbage', text } });
  });

  it('says TLS 1.3 with a key share of nobody', async () => {
    const share = Buffer.concat([Buffer.from('00330024001d0020', 'hex'), Buffer.alloc(32)]);
    const answer = await answerOf(handshake13, (socket, first) => {
      const sessionId = first.subarray(44, 76);
      socket.write(inRecords(serverHello({ suite: 0x1301, sessionId, extensions: [Buffer.from('002b00020304', 'hex'), share] }), 1000));
    });
    expect(answer.failure).toEqual({ kind: 'garbage', text: "the server's key share is not valid" });
  });

  it('says TLS 1.3 and goes on in plaintext', async () => {
    const share = Buffer.concat([Buffer.from('00330024001d0020', 'hex'), Buffer.alloc(32, 9)]);
    const message = (first: Buffer): Buffer =>
      serverHello({ suite: 0x1301, sessionId: first.subarray(44, 76), extensions: [Buffer.from('002b00020304', 'hex'), share] });
    const plain = handshake(handshakeType.encryptedExtensions, Buffer.alloc(2));
    const one = await answerOf(handshake13, (socket, first) => void socket.write(inRecords(Buffer.concat([message(first), plain]), 1000)));
    expect(one.failure?.text).toBe('a handshake message lies across a change of keys');
    const two = await answerOf(handshake13, (socket, first) => {
      socket.write(Buffer.concat([inRecords(message(first), 1000), inRecords(plain, 1000)]));
    });
    expect(two.failure?.text).toBe('an unprotected TLS record after the ServerHello');
    const three = await answerOf(handshake13, (socket, first) => {
      socket.write(Buffer.concat([inRecords(message(first), 1000), record(contentType.applicationData, Buffer.alloc(40))]));
    });
    expect(three.failure?.text).toBe('a TLS record that does not decrypt');
    const four = await answerOf(handshake13, (socket, first) => {
      socket.end(Buffer.concat([inRecords(message(first), 1000), Buffer.from('15030300020228', 'hex')]));
    });
    expect(four).toMatchObject({ alert: { name: 'handshake_failure', when: 'handshake' }, failure: null });
  });
});

describe('a server that takes a group that nobody offered', () => {
  it('is a liar below TLS 1.3, and keeps what it showed before', async () => {
    const answer = await answerOf(hello({ ...only12, groups: [23] }), inRecords(flight(leaf.der), 1000));
    expect(answer).toMatchObject({ serverHello: { offered: false, group: 29 }, flightComplete: false });
    expect(answer.failure).toEqual({ kind: 'garbage', text: 'the server chose x25519, which was not offered' });
    expect(answer.certificates).toHaveLength(1);
  });

  it('is one in TLS 1.3 too', async () => {
    const answer = await answerOf(hello({ ...only13, groups: [29] }), (socket, first) =>
      socket.write(inRecords(helloRetryRequest(first, 23), 1000)),
    );
    expect(answer).toMatchObject({ serverHello: { offered: false }, failure: { kind: 'garbage' } });
  });

  it('is none where none were named', async () => {
    const answer = await answerOf(hello({ ...only12, groups: [] }), inRecords(flight(leaf.der), 1000));
    expect(answer).toMatchObject({ serverHello: { offered: true, group: 29 }, flightComplete: true });
  });
});

describe('a server that never comes to an end within HTTP', () => {
  const chunks = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
  it('in chunks of one byte', async () => {
    const answer = await answerOf(plaintext, (socket) => {
      socket.write(chunks);
      forever(Buffer.from('1\r\na\r\n'))(socket);
    });
    expect(answer).toMatchObject({ http: { status: 200, truncated: true } });
    expect(answer.http?.bytes).toBeLessThanOrEqual(65_536);
    expect(answer.bytesRead).toBeLessThanOrEqual(256 * 1024);
    expect(answer.failure?.text ?? 'the room ran out').toMatch(/more than 256 KiB sent|the room ran out/);
  });

  it('in extensions of a chunk', async () => {
    const answer = await answerOf(plaintext, (socket) => {
      socket.write(`${chunks}5;`);
      forever(Buffer.from('extension;'))(socket);
    });
    expect(answer).toMatchObject({ failure: { kind: 'too-much', text: 'too long chunk head' } });
  });

  it('packed: nothing is ever unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    const answer = await answerOf(plaintext, (socket) => {
      socket.end(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n'), bomb]));
    });
    expect(answer).toMatchObject({ http: { status: 200, bytes: bomb.length, exposition: false }, failure: null });
  });
});

describe('a server that is measured', () => {
  const cost: Attempt = { name: 'cost', kind: 'cost', serverName: '', request: { path: '/' }, resume: false };
  it.each([
    ['HelloRequest messages', record(contentType.handshake, Buffer.alloc(16_000))],
    ['warning alerts', record(contentType.alert, Buffer.from([1, 90]))],
  ])('floods with %s no more than any other', async (_, bytes) => {
    const answer = await answerOf(cost, forever(bytes));
    expect(answer.failure).not.toBeNull();
    expect(answer.bytesRead).toBeLessThanOrEqual(256 * 1024);
  });

  it('sends a body without end', async () => {
    const port = await tlsServer({}, Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), Buffer.alloc(40_000_000, 'a\n')]));
    const answer = await ask(port, cost, 20_000);
    expect(answer.bytesRead).toBeLessThanOrEqual(16 * 1024 * 1024);
    expect(answer).toMatchObject({ http: { status: 200, truncated: true }, timings: { answered: null, again: null } });
  });
});

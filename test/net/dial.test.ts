import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createDial, directConnect } from '../../src/net/index.ts';
import { startDeadline } from '../../src/net/deadline.ts';
import { dialOptions, hello, okResponse, only12, plaintext, rawServer, targetAt } from './support.ts';
import type { Attempt } from '../../src/model/attempt.ts';

const named = (name: string): Attempt => ({ ...plaintext, name });
const serving = () => rawServer((socket) => socket.once('data', () => socket.end(okResponse)));
const failingToWrite = () => Promise.resolve(new Duplex({ read() {}, write: (_chunk, _encoding, done) => done(new Error('no')) }));
const oneSecond = () => startDeadline(1000, new AbortController().signal, () => 0);

describe('the way to one target', () => {
  it('answers a second ask from the first', async () => {
    const server = await serving();
    const { dial, connections } = createDial(dialOptions(server.port));
    const [first, second] = await Promise.all([dial(named('a')), dial(named('a'))]);
    expect(second).toBe(first);
    expect(first.attempt).toBe('a');
    expect([connections(), server.connections()]).toEqual([1, 1]);
  });

  it('has one connection at a time, and closes each', async () => {
    let [asking, most] = [0, 0];
    const server = await rawServer((socket) =>
      socket.once('data', () => {
        most = Math.max(most, ++asking);
        setTimeout(() => (asking--, socket.end(okResponse)), 20);
      }),
    );
    const { dial, connections } = createDial(dialOptions(server.port));
    const answers = await Promise.all(['a', 'b', 'c'].map((name) => dial(named(name))));
    expect(answers.map((answer) => answer.http?.status)).toEqual([200, 200, 200]);
    expect(most).toBe(1);
    expect(connections()).toBe(3);
    await expect.poll(() => server.open()).toBe(0);
  });

  it('makes no more connections than it may', async () => {
    const server = await serving();
    const { dial } = createDial({ ...dialOptions(server.port), most: 2 });
    await dial(named('a'));
    await dial(named('b'));
    expect(await dial(named('c'))).toMatchObject({ connected: false, failure: { kind: 'budget' } });
    expect((await dial(named('a'))).http?.status).toBe(200);
    expect(server.connections()).toBe(2);
  });

  it('stops at once when the scan is interrupted, and makes no connection after it', async () => {
    const server = await rawServer(() => undefined);
    const scan = new AbortController();
    const { dial } = createDial({ ...dialOptions(server.port, 5000), scanDeadline: scan.signal });
    const pending = dial(named('a'));
    const waiting = dial(named('b'));
    await expect.poll(() => server.connections()).toBe(1);
    scan.abort();
    expect(await pending).toMatchObject({ connected: true, failure: { kind: 'interrupted' } });
    expect(await waiting).toMatchObject({ connected: false, failure: { kind: 'interrupted' } });
    expect(server.connections()).toBe(1);
  });

  it('dials nothing that is not proven, and nothing without address', async () => {
    const server = await serving();
    const target = { ...targetAt(server.port), proof: { proven: false, code: 'not-proven', reason: 'hand-written slice' } as const };
    const unproven = await createDial({ ...dialOptions(server.port), target }).dial(plaintext);
    expect(unproven).toMatchObject({ connected: false, failure: { kind: 'unreachable', text: 'not dialled: hand-written slice' } });
    expect(server.connections()).toBe(0);
    const nowhere = await createDial({ ...dialOptions(1), target: { ...targetAt(1), address: null } }).dial(plaintext);
    expect(nowhere.failure).toEqual({ kind: 'unreachable', text: 'there is no address to connect to' });
  });

  it('never rejects, whatever the transport does', async () => {
    const broken = await createDial({ ...dialOptions(1), connect: () => Promise.reject(new TypeError('oops')) }).dial(plaintext);
    expect(broken).toMatchObject({ connected: false, failure: { kind: 'garbage', text: 'internal error: oops' } });
    const answer = await createDial({ ...dialOptions(1), connect: failingToWrite }).dial(hello(only12));
    expect(answer).toMatchObject({ connected: true, spoke: 'nothing', failure: { kind: 'closed' } });
  });

  it('does not wait for a transport that ignores the deadline, and closes what comes late', async () => {
    const late = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    const connect = () => new Promise<Duplex>((resolve) => setTimeout(() => resolve(late), 150));
    const answer = await createDial({ ...dialOptions(1, 50), connect }).dial(plaintext);
    expect(answer).toMatchObject({ connected: false, failure: { kind: 'timeout' } });
    await expect.poll(() => late.destroyed).toBe(true);
  });
});

describe('a direct connection', () => {
  const connect = directConnect({ connectTimeoutMs: 200 });

  it('tells why there is none', async () => {
    expect(await connect(targetAt(1), oneSecond())).toEqual({ refused: { kind: 'connect-refused', text: 'connection refused' } });
    expect(await connect(targetAt(70_000), oneSecond())).toMatchObject({ refused: { kind: 'unreachable' } });
    expect(await connect(targetAt(80, 'no-such-name.invalid'), oneSecond())).toMatchObject({ refused: { kind: 'unreachable' } });
  });

  it('resolves names', async () => {
    const server = await serving();
    const made = await connect(targetAt(server.port, 'localhost'), oneSecond());
    expect(made).toBeInstanceOf(Duplex);
    if (made instanceof Duplex) made.destroy();
  });

  it('is not begun after the deadline', async () => {
    const server = await serving();
    const scan = new AbortController();
    scan.abort();
    const made = await connect(
      targetAt(server.port),
      startDeadline(1000, scan.signal, () => 0),
    );
    expect(made).toMatchObject({ refused: { kind: 'interrupted' } });
    expect(server.connections()).toBe(0);
  });
});

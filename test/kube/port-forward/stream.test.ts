import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { preamble, type Forward } from './fake-kubelet.ts';
import { connectTo, drain, kubelet, opened } from './support.ts';

const serve = async (forward: (forward: Forward) => void) => opened(await connectTo((await kubelet(forward)).url));

describe('a stream', () => {
  it('carries bytes both ways', async () => {
    const stream = await serve((forward) => {
      forward.open();
      forward.onMessage((channel, bytes) => {
        forward.send(channel, Buffer.from(`you said ${bytes.toString()}`));
        forward.websocket.close(1000);
      });
    });
    stream.write('hello');
    expect(await drain(stream)).toEqual({ bytes: Buffer.from('you said hello'), failure: null });
  });

  it('ends when the server closes first, after all that it sent', async () => {
    const stream = await serve((forward) => {
      forward.open();
      forward.send(0, Buffer.alloc(100_000, 'a'));
      forward.send(0, 'the end');
      forward.websocket.close(1000);
    });
    await sleep(50);
    const { bytes, failure } = await drain(stream);
    expect([bytes.length, bytes.subarray(-7).toString(), failure]).toEqual([100_007, 'the end', null]);
  });

  it('keeps receiving after its own end', async () => {
    const stream = await serve((forward) => {
      forward.open();
      forward.onMessage(() => {
        setTimeout(() => forward.send(0, 'late '), 30);
        setTimeout(() => forward.send(0, 'answer'), 60);
        setTimeout(() => forward.websocket.close(1000), 90);
      });
    });
    stream.end('question');
    expect(await drain(stream)).toEqual({ bytes: Buffer.from('late answer'), failure: null });
  });

  it('swallows what is written after the other side has closed, and still gives what came', async () => {
    const stream = await serve((forward) => {
      forward.open();
      forward.send(0, 'alert');
      forward.websocket.close(1000);
    });
    await sleep(30);
    stream.write('too late');
    expect(await drain(stream)).toEqual({ bytes: Buffer.from('alert'), failure: null });
  });

  it('closes the connection when it is destroyed', async () => {
    let closed: number | null = null;
    const fake = await kubelet((forward) => {
      forward.open();
      forward.websocket.on('close', (code) => (closed = code));
    });
    const stream = opened(await connectTo(fake.url));
    stream.destroy();
    await expect.poll(() => [closed, fake.open()]).toEqual([1006, 0]);
  });

  it('is destroyed with its deadline, though nobody reads it', async () => {
    const fake = await kubelet((forward) => forward.open());
    const controller = new AbortController();
    const stream = opened(await connectTo(fake.url, { signal: controller.signal }));
    controller.abort(new Error('late'));
    await expect.poll(() => [stream.destroyed, fake.open()]).toEqual([true, 0]);
  });
});

describe('the error channel', () => {
  const kubelets = 'error forwarding port 9187 to pod 5c0ffee, uid 1234-5: ';
  it.each([
    ['failed to dial 127.0.0.1:9187: dial tcp 127.0.0.1:9187: connect: connection refused', 'connect-refused'],
    ['read tcp4 127.0.0.1:53412->127.0.0.1:9187: read: connection reset by peer', 'reset', 'read: connection reset by peer'],
    ['dial tcp4 127.0.0.1:9187: i/o timeout', 'connect-timeout'],
    ['network namespace for sandbox "x" is closed', 'unreachable'],
  ])('%s is %s', async (text, kind, shown = text) => {
    const fake = await kubelet((forward) => {
      forward.open();
      forward.send(1, `${kubelets}${text}`);
      forward.websocket.close(1000);
    });
    const made = await connectTo(fake.url);
    const failure = 'refused' in made ? made.refused : (await drain(made)).failure;
    expect(failure).toEqual({ kind, text: `port-forward: ${shown}` });
  });

  it('is told after the data that came before it', async () => {
    const stream = await serve((forward) => {
      forward.open();
      forward.send(0, 'first');
      forward.send(0, 'second');
      forward.send(1, `${kubelets}connection reset by peer`);
      forward.websocket.close(1000);
    });
    await sleep(30);
    expect(await drain(stream)).toEqual({
      bytes: Buffer.from('firstsecond'),
      failure: { kind: 'reset', text: 'port-forward: connection reset by peer' },
    });
  });

  it('is cleaned and cut', async () => {
    const fake = await kubelet((forward) => {
      forward.open();
      forward.send(1, `bad\u001b[31m\nnews token=abcdefgh ${'x'.repeat(30_000)}`);
    });
    const made = await connectTo(fake.url);
    const failure = 'refused' in made ? made.refused : (await drain(made)).failure;
    const { text } = failure as { text: string };
    expect(text).toMatch(/^port-forward: bad\ufffd\[31m news token=… x+…$/);
    expect(text.length).toBeLessThan(320);
  });
});

describe('a server that breaks the protocol', () => {
  it.each<[string, string, (forward: Forward) => void]>([
    ['a text message', 'a text message came, where the protocol has only binary ones', ({ websocket }) => websocket.send('\u0000hello')],
    ['an unknown channel', 'a message came on channel 9, which was not asked for', ({ send }) => send(9, 'x')],
    ['a message beyond the bound', 'a message came that is longer than the bound', ({ send }) => send(0, Buffer.alloc(300_000))],
    ['a broken frame', 'Invalid WebSocket frame: RSV1 must be clear', ({ tcp }) => void tcp.write(Buffer.of(0xc2, 0x01, 0x00))],
    ['an abrupt end', 'broke off with close code 1006', ({ tcp }) => void tcp.end()],
    ['going away', 'broke off with close code 1001: drained', ({ websocket }) => websocket.close(1001, 'drained')],
    ['an internal error', 'broke off with close code 1011', ({ websocket }) => websocket.close(1011)],
  ])('%s fails the stream, as nothing that the port did', async (_, text, act) => {
    const stream = await serve((forward) => {
      forward.open();
      forward.onMessage(() => act(forward));
    });
    stream.write('go');
    expect((await drain(stream)).failure).toEqual({
      kind: 'unreachable',
      text: expect.stringContaining(`port-forward: ${text}`) as string,
    });
  });

  it('a port number that comes in pieces and with data behind it is understood', async () => {
    const stream = await serve((forward) => {
      const [low = 0, high = 0] = preamble(9187);
      forward.send(1, Buffer.of(low));
      forward.send(0, Buffer.of(low));
      forward.send(1, Buffer.of(high));
      forward.websocket.send(Buffer.alloc(0));
      forward.send(0, Buffer.of(high, ...Buffer.from('hi')));
      forward.websocket.close();
    });
    expect(await drain(stream)).toEqual({ bytes: Buffer.from('hi'), failure: null });
  });

  it.each([
    ['another port', (forward: Forward) => forward.send(0, preamble(9100)), 'the stream is of port 9100, not 9187'],
    ['an end before the port is open', (forward: Forward) => forward.websocket.close(1000), 'closed before the port was open'],
    [
      'a text message at once',
      (forward: Forward) => forward.websocket.send('x'),
      'a text message came, where the protocol has only binary ones',
    ],
  ])('%s is a refusal', async (_, act, text) => {
    expect(await connectTo((await kubelet(act)).url)).toEqual({ refused: { kind: 'unreachable', text: `port-forward: ${text}` } });
  });
});

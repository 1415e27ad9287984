import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { multiplex } from '../../../src/kube/port-forward/multiplex.ts';
import type { PortStream } from '../../../src/kube/port-forward/port-stream.ts';
import { upgrade } from '../../../src/kube/port-forward/upgrade.ts';
import { forwardTo, type FakeKubelet, type Forward } from './fake-kubelet.ts';
import { drain, kubelet } from './support.ts';

/** Many ports of one WebSocket. */
async function streamsTo(fake: FakeKubelet, ports: readonly number[]): Promise<readonly PortStream[]> {
  const { port, host } = new URL(fake.url);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  const query = ports.map((each) => `ports=${each}`).join('&');
  const websocket = upgrade(`ws://${host}/portforward?${query}`, { socket, headers: {}, onRefused: (failure) => fail(failure) });
  const { streams, fail } = multiplex(websocket, ports);
  await Promise.all(streams.map((each) => each.opened));
  return streams;
}

const next = async (stream: PortStream): Promise<string> => {
  const [chunk] = (await once(stream, 'data')) as [Buffer];
  return chunk.toString();
};

const echo = (forward: Forward): void => {
  forward.open();
  forward.onMessage((channel, bytes) => forward.send(channel, `${forward.ports[channel >> 1]}: ${bytes.toString()}`));
};

describe('many ports of one connection', () => {
  it('are streams of their own', async () => {
    const fake = await kubelet(echo);
    const ports = Array.from({ length: 100 }, (_, index) => 9000 + index);
    const streams = await streamsTo(fake, ports);
    const answers = streams.map((stream, index) => {
      stream.write(`hello ${index}`);
      return next(stream);
    });
    expect(await Promise.all(answers)).toEqual(ports.map((port, index) => `${port}: hello ${index}`));
    expect(fake.connections()).toBe(1);
    streams.forEach((stream) => stream.destroy());
  });

  it('fail one by one, and the last one closes the connection', async () => {
    const fake = await kubelet((forward) => {
      echo(forward);
      forward.send(3, 'error forwarding port 9100 to pod x, uid : connection refused');
    });
    const [first, second, third] = (await streamsTo(fake, [9187, 9100, 8080])) as [PortStream, PortStream, PortStream];
    expect((await drain(second)).failure).toEqual({ kind: 'connect-refused', text: 'port-forward: connection refused' });
    first.destroy();
    await sleep(10);
    expect(fake.open()).toBe(1);
    third.write('still here');
    expect(await next(third)).toBe('8080: still here');
    third.destroy();
    await expect.poll(() => fake.open()).toBe(0);
  });

  it('end together when the connection ends', async () => {
    const fake = await kubelet((forward) => {
      forward.open();
      forward.send(0, 'a');
      forward.send(2, 'b');
      forward.websocket.close(1000);
    });
    const ended = (await streamsTo(fake, [1, 2])).map(drain);
    expect((await Promise.all(ended)).map(({ bytes, failure }) => [bytes.toString(), failure])).toEqual([
      ['a', null],
      ['b', null],
    ]);
  });

  it('wait for the one that nobody reads, until it is read or destroyed', async () => {
    const fake = await kubelet((forward) => {
      forward.open();
      forward.onMessage(() => {
        for (let time = 0; time < 200; time++) forward.send(0, Buffer.alloc(32_768));
        forward.send(2, 'behind it');
      });
    });
    const [full, other] = (await streamsTo(fake, [1, 2])) as [PortStream, PortStream];
    const behind = next(other);
    full.write('go');
    expect(await Promise.race([behind, sleep(200, 'nothing')])).toBe('nothing');
    full.destroy();
    expect(await behind).toBe('behind it');
    other.destroy();
  });

  it('reach what listens behind each of them, or tell that nothing does', async () => {
    const target = await kubelet(() => undefined, { instead: () => undefined });
    const open = Number(new URL(target.url).port);
    const closed = await kubelet(() => undefined);
    const free = Number(new URL(closed.url).port);
    await closed.close();
    const fake = await kubelet(forwardTo((port) => port));
    const [listening, refused] = (await streamsTo(fake, [open, free])) as [PortStream, PortStream];
    listening.write('GET / HTTP/1.0\r\n\r\n');
    listening.end();
    expect((await drain(refused)).failure).toMatchObject({ kind: 'connect-refused' });
    listening.destroy();
  });
});

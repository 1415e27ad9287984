import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { Forward } from './fake-kubelet.ts';
import { connectTo, kubelet, opened } from './support.ts';

const frame = 32 * 1024;
const total = 64 * 2 ** 20;
/** What the kernel and the WebSockets of both ends hold between them; the streams hold 64 KiB and one message. */
const mostBetween = 16 * 2 ** 20;

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;
const held = (): number => {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
};

it('64 MiB to a slow reader wait at the sender', async () => {
  let sent = 0;
  const hash = createHash('sha256');
  const fill = (forward: Forward): void => {
    if (sent === total) return forward.websocket.close(1000);
    const bytes = Buffer.alloc(frame, sent / frame);
    sent += frame;
    hash.update(bytes);
    forward.websocket.send(Buffer.concat([Buffer.of(0), bytes]), () => fill(forward));
  };
  const fake = await kubelet((forward) => {
    forward.open();
    fill(forward);
  });
  const before = held();
  const stream = opened(await connectTo(fake.url));
  const arrived = createHash('sha256');
  let [read, most] = [0, 0];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    read += chunk.length;
    arrived.update(chunk);
    most = Math.max(most, sent - read);
    expect(stream.readableLength).toBeLessThanOrEqual(64 * 1024 + frame);
    if (read % (8 * frame) === 0) await sleep(1);
  }
  expect([read, arrived.digest('hex')]).toEqual([total, hash.digest('hex')]);
  expect(most).toBeLessThan(mostBetween);
  await expect.poll(() => held() - before, { timeout: 10_000 }).toBeLessThan(2 ** 20);
});

it('64 MiB to a slow server wait at the writer', async () => {
  let got = 0;
  const hash = createHash('sha256');
  const fake = await kubelet((forward) => {
    forward.open();
    forward.onMessage((_, bytes) => {
      got += bytes.length;
      hash.update(bytes);
      forward.websocket.pause();
      setTimeout(() => forward.websocket.resume(), 1);
    });
  });
  const stream = opened(await connectTo(fake.url));
  const written = createHash('sha256');
  let [most, waited] = [0, 0];
  for (let sent = 0; sent < total; sent += 8 * frame) {
    const bytes = Buffer.alloc(8 * frame, sent / frame);
    written.update(bytes);
    if (!stream.write(bytes)) {
      waited += 1;
      await new Promise((resolve) => {
        stream.once('drain', resolve);
      });
    }
    most = Math.max(most, sent + bytes.length - got);
  }
  await expect.poll(() => got, { timeout: 10_000 }).toBe(total);
  expect(hash.digest('hex')).toBe(written.digest('hex'));
  expect(waited).toBeGreaterThan(100);
  expect(most).toBeLessThan(mostBetween);
  stream.destroy();
});

it('a reader that never reads costs a bounded amount, and its destruction ends it', async () => {
  let sent = 0;
  const fake = await kubelet((forward) => {
    forward.open();
    const more = (): void => {
      sent += frame;
      forward.websocket.send(Buffer.concat([Buffer.of(0), Buffer.alloc(frame)]), (error) => error ?? more());
    };
    more();
  });
  const stream = opened(await connectTo(fake.url));
  let last = -1;
  while (last !== sent) {
    last = sent;
    await sleep(100);
  }
  expect(sent).toBeLessThan(mostBetween);
  expect(stream.readableLength).toBeLessThanOrEqual(64 * 1024 + 2 * frame);
  stream.destroy();
});

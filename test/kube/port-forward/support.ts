import { deepEqual } from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach } from 'vitest';
import type { Deadline, Refusal } from '../../../src/model/attempt.ts';
import { portForwardConnect, type KubeAccess } from '../../../src/kube/index.ts';
import type { Target } from '../../../src/model/subject.ts';
import { accessTo } from '../fake-api.ts';
import { startFakeKubelet, type FakeKubelet, type Forward } from './fake-kubelet.ts';

const kubelets: FakeKubelet[] = [];
let before = 0;
const sockets = (): number => process.getActiveResourcesInfo().filter((each) => /TCP|TLS/.test(each)).length;

beforeEach(() => {
  before = sockets();
});

/** Nothing may stay open: no connection at the server, and no socket here. */
afterEach(async () => {
  for (let wait = 0; wait < 100 && kubelets.some((each) => each.open() > 0); wait++) await sleep(5);
  const open = kubelets.map((each) => each.open());
  for (const each of kubelets.splice(0)) await each.close();
  for (let wait = 0; wait < 100 && sockets() > before; wait++) await sleep(5);
  deepEqual({ open, sockets: sockets() }, { open: open.map(() => 0), sockets: before });
});

/** A fake kubelet that is closed after the test, which fails where a connection to it is still open. */
export async function kubelet(...given: Parameters<typeof startFakeKubelet>): Promise<FakeKubelet> {
  const started = await startFakeKubelet(...given);
  kubelets.push(started);
  return started;
}

export const podTarget = (port = 9187, over: Partial<Target> = {}): Target => ({
  id: `db/Deployment/pgx:${port}@pgx-0`,
  address: { host: '10.244.0.7', port },
  pod: { namespace: 'db', name: 'pgx-0', uid: 'u0', node: 'n0' },
  proof: { proven: true, by: 'running pod db/pgx-0' },
  ...over,
});

const deadlineOf = (signal: AbortSignal = new AbortController().signal): Deadline => ({ at: Number.POSITIVE_INFINITY, signal });

export interface Connecting {
  readonly access?: Partial<KubeAccess>;
  readonly target?: Target;
  readonly signal?: AbortSignal;
  readonly openTimeoutMs?: number;
}

export const accessWith = (url: string, over: Partial<KubeAccess> = {}): KubeAccess => ({
  ...accessTo(url),
  currentTls: () => Promise.resolve({}),
  ...over,
});

/** One connection to a pod's port through this API server. */
export const connectTo = (url: string, { access, target = podTarget(), signal, openTimeoutMs = 2000 }: Connecting = {}) =>
  portForwardConnect(accessWith(url, access), { openTimeoutMs, userAgent: 'pgx-audit/test' })(target, deadlineOf(signal));

export function opened(made: Duplex | Refusal): Duplex {
  if ('refused' in made) throw new Error(`refused: ${made.refused.kind} ${made.refused.text}`);
  return made;
}

/** All that comes until the end, and the failure that ended it, null where it ended in order. */
export async function drain(stream: Duplex): Promise<{ readonly bytes: Buffer; readonly failure: unknown }> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
    return { bytes: Buffer.concat(chunks), failure: null };
  } catch (error) {
    return { bytes: Buffer.concat(chunks), failure: (error as { failure?: unknown }).failure ?? error };
  }
}

/** Serves what sends the first message back and closes. */
export const echo = (forward: Forward): void => {
  forward.open();
  forward.onMessage((channel, bytes) => {
    forward.send(channel, bytes);
    forward.websocket.close(1000);
  });
};

export async function echoed(stream: Duplex): Promise<string> {
  stream.write('hello');
  return (await drain(stream)).bytes.toString();
}

import * as v from 'valibot';
import { createKubeApi, pods, type KubeAccess, type KubeApi } from '../kube/index.ts';
import type { PodNow, ReadPodNow } from '../observe/recheck.ts';

export interface PodNowReader {
  readonly podNow: ReadPodNow;
  readonly close: () => Promise<void>;
}

export interface PodNowOptions {
  readonly access: () => Promise<KubeAccess>;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/**
 * Reads pods by name, over one connection that is opened when the first is asked for. Where a namespace refuses, nothing more is asked of it;
 * where the server fails, nothing at all.
 */
export function createPodNow({ access, signal, now }: PodNowOptions): PodNowReader {
  let opened: KubeApi | null = null;
  let failed = false;
  const forbidden = new Set<string>();
  const read: ReadPodNow = async ({ namespace, name }) => {
    const api = (opened ??= createKubeApi(await access(), { signal, now, requestTimeoutMs: 5000 }));
    const got = await api.pick(pods, namespace, name);
    if ('found' in got) return podNowOf(got.found, api.clockOffsetMs() ?? 0);
    if (got.missing === 'absent') return 'absent';
    if (got.missing === 'forbidden') forbidden.add(namespace);
    else failed = true;
    return 'unknown';
  };
  return {
    podNow: async (pod) => {
      if (failed || forbidden.has(pod.namespace)) return 'unknown';
      return read(pod).catch(() => {
        failed = true;
        return 'unknown';
      });
    },
    close: async () => opened?.close(),
  };
}

const text = v.nullish(v.string(), '');
const list = <S extends v.GenericSchema>(shape: S) => v.nullish(v.array(shape), []);
const containerStatus = v.object({ state: v.nullish(v.object({ running: v.nullish(v.object({ startedAt: text })) })) });
const podShape = v.object({
  metadata: v.object({ uid: v.string(), deletionTimestamp: text }),
  status: v.object({
    phase: text,
    startTime: text,
    conditions: list(v.object({ type: text, status: text, lastTransitionTime: text })),
    containerStatuses: list(containerStatus),
    initContainerStatuses: list(containerStatus),
  }),
});

/** What a Pod says of itself; `offsetMs`: how far our clock is ahead of the server's. */
export function podNowOf(found: unknown, offsetMs: number): PodNow | 'unknown' {
  const parsed = v.safeParse(podShape, found);
  if (!parsed.success) return 'unknown';
  const { metadata, status } = parsed.output;
  const ready = status.conditions.find(({ type }) => type === 'Ready');
  const statuses = [...status.containerStatuses, ...status.initContainerStatuses];
  const starts = [status.startTime, ...statuses.map(({ state }) => state?.running?.startedAt ?? '')];
  const ours = (time: string): number => (Number.isNaN(Date.parse(time)) ? 0 : Date.parse(time) + offsetMs);
  return {
    uid: metadata.uid,
    deleting: metadata.deletionTimestamp !== '',
    phase: status.phase,
    ready: ready?.status === 'True',
    readySince: ours(ready?.lastTransitionTime ?? ''),
    startedAt: Math.max(...starts.map(ours)),
  };
}

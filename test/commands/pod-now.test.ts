import { describe, expect, it } from 'vitest';
import { createPodNow, podNowOf } from '../../src/commands/pod-now.ts';
import { accessTo, sendJson, sendStatus, startApi } from '../kube/fake-api.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const ago = (seconds: number): number => now - seconds * 1000;
const time = (seconds: number): string => new Date(ago(seconds)).toISOString();
const running = { uid: 'u0', deleting: false, phase: 'Running', ready: true, readySince: ago(40), startedAt: ago(50) };

describe('a Pod of the API', () => {
  const pod = {
    metadata: { uid: 'u0' },
    status: {
      phase: 'Running',
      startTime: time(60),
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: time(40) }],
      containerStatuses: [{ state: { running: { startedAt: time(50) } } }, { state: { waiting: {} } }],
    },
  };

  it('started when the latest of its containers did, by our clock', () => {
    expect(podNowOf(pod, 0)).toEqual(running);
    expect(podNowOf(pod, 5000)).toMatchObject({ readySince: ago(35), startedAt: ago(45) });
  });

  it('may say nothing, and is unknown where it is none', () => {
    expect(podNowOf({ metadata: { uid: 'u0', deletionTimestamp: time(0) }, status: {} }, 0)).toEqual({
      uid: 'u0',
      deleting: true,
      phase: '',
      ready: false,
      readySince: 0,
      startedAt: 0,
    });
    expect(podNowOf({ kind: 'Status' }, 0)).toBe('unknown');
  });
});

const podIn = (namespace: string, name: string) => ({ namespace, name, uid: 'u0', node: 'n0' });

describe('reading pods by name', () => {
  const options = { signal: new AbortController().signal, now: Date.now };

  it('opens nothing before it is asked', async () => {
    const reader = createPodNow({ ...options, access: () => Promise.reject(new Error('asked')) });
    await expect(reader.close()).resolves.toBeUndefined();
  });

  it('knows a pod that is absent from one that it may not read, and asks no more where it may not', async () => {
    const asked: string[] = [];
    const api = await startApi(({ url = '' }, response) => {
      asked.push(url);
      if (url.includes('/namespaces/secret/')) sendStatus(response, 403, 'forbidden');
      else if (url.includes('gone')) sendJson(response, { kind: 'PodList', items: [] });
      else sendJson(response, { kind: 'PodList', items: [{ metadata: { name: 'here', uid: 'u0' }, status: { phase: 'Running' } }] });
    });
    const reader = createPodNow({ ...options, access: async () => accessTo(api.url) });
    expect(await reader.podNow(podIn('secret', 'a'))).toBe('unknown');
    expect(await reader.podNow(podIn('secret', 'b'))).toBe('unknown');
    expect(await reader.podNow(podIn('db', 'gone'))).toBe('absent');
    expect(await reader.podNow(podIn('db', 'here'))).toMatchObject({ uid: 'u0', phase: 'Running' });
    await reader.close();
    await api.close();
    expect(asked.map((url) => url.replace('/api/v1/namespaces/', ''))).toEqual(
      [
        ['secret', 'a'],
        ['db', 'gone'],
        ['db', 'here'],
      ].map(([namespace, name]) => `${namespace}/pods?fieldSelector=metadata.name%3D${name}&limit=1`),
    );
  });

  it('asks a server that fails no more', async () => {
    let opened = 0;
    const access = () => Promise.reject(new Error(`${(opened += 1)}`));
    const reader = createPodNow({ ...options, access });
    expect([await reader.podNow(podIn('db', 'a')), await reader.podNow(podIn('db', 'b')), opened]).toEqual(['unknown', 'unknown', 1]);
  });
});

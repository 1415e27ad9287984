import { describe, expect, inject, it } from 'vitest';
import type { Pod } from './pod.ts';
import { activeOpens } from './network.ts';
import { kubectl } from './api.ts';
import { atMost } from './fixtures/fixture.ts';
import { scan } from './scan.ts';

/** Counted by the kernel, not by the scanner: with --target it talks to nobody else, and the cluster keeps its connections open. */
async function opened(work: () => Promise<unknown>): Promise<number> {
  const before = activeOpens();
  await work();
  return activeOpens() - before;
}

async function addressOf(namespace: string, name: string): Promise<string> {
  const list = await kubectl(inject('kubeconfig'), [
    'get',
    'pods',
    '-n',
    namespace,
    '-l',
    `app.kubernetes.io/instance=${name}`,
    '-o',
    'json',
  ]);
  const [pod] = (JSON.parse(list) as { items: Pod[] }).items;
  return `${pod?.status.podIP}:${pod?.spec.containers[0]?.ports?.[0]?.containerPort}`;
}

describe.each([
  ['node-go126', 'tls13-requireandverifyclientcert', atMost.mutual],
  ['node-go126', 'tls-default', atMost.compliant],
  ['node-go126', 'basic-auth', atMost.compliant],
  ['node-go126', 'plaintext', atMost.plaintext],
  ['node-go119', 'plaintext', atMost.plaintext],
  ['node-go119', 'tls-default', atMost.ever],
  ['others', 'jdk-plaintext', atMost.plaintext],
  ['others', 'tls10-only', atMost.ever],
  ['others', 'null-cipher', atMost.ever],
  ['others', 'nginx-both', atMost.ever],
])('%s/%s', (namespace, name, most) => {
  it(`sees at most ${most} connections, as many as the report says`, async () => {
    const target = await addressOf(namespace, name);
    let told = 0;
    const count = () =>
      opened(async () => {
        const { report } = await scan('--target', `${target}/metrics`);
        told = report.observations[0]?.connections ?? 0;
      });
    // The cluster's own components may open one meanwhile: then it is counted again.
    let counted = await count();
    for (let more = 0; more < 2 && counted !== told; more++) counted = await count();
    expect(counted).toBe(told);
    expect(counted).toBeLessThanOrEqual(most);
  });
});

it('opens no connection beyond those reported and one to the API server', async () => {
  let told = 0;
  const counted = await opened(async () => {
    const { report } = await scan('--kubeconfig', inject('kubeconfig'));
    told = report.observations.reduce((sum, observation) => sum + observation.connections, 0);
    for (const observation of report.observations) expect(observation.connections).toBeLessThanOrEqual(atMost.ever);
  });
  expect(counted - told).toBeLessThanOrEqual(3); // the cluster's own components may reconnect now and then
  expect(counted - told).toBeGreaterThanOrEqual(1);
});

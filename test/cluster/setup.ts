import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { applyObjects } from './api.ts';
import { apiPort, startApiServer, startControllers } from './control-plane.ts';
import { createAuthority } from './fixtures/authority.ts';
import { entrypoints, scannerImage } from './fixtures/exporters.ts';
import { allFixtures, allObjects } from './fixtures/index.ts';
import type { Fixture } from './fixtures/fixture.ts';
import { type Kubelet, startKubelet } from './kubelet.ts';
import { refuseOutsideOwnNetwork } from './network.ts';
import { createProcesses, type Processes, until } from './processes.ts';

/** Users with a certificate and no rights, for the tests of the product's own role. */
const users = ['auditor', 'auditor-without-pods', 'auditor-of-one-namespace'] as const;

declare module 'vitest' {
  export interface ProvidedContext {
    readonly dir: string; // certificates, kubeconfigs and logs
    readonly kubeconfig: string; // of admin
    readonly fixtures: readonly Fixture[]; // without their objects
  }
}

let stop: (() => Promise<void>) | undefined;

async function waitForListeners(kubelet: Kubelet, processes: Processes, pods: number): Promise<void> {
  await until('every pod to listen', () => kubelet.listening().up.length === pods).catch((error: unknown) => {
    const { up, down } = kubelet.listening();
    const logs = down.map((name) => `${name}: ${processes.log(name).slice(-500)}`);
    throw new Error(`${up.length} of ${pods} pods listen\n${logs.join('\n')}`, { cause: error });
  });
}

/** Everything that the tests share: the control plane, the kubelet, and the fixtures with their exporters listening. */
export async function setup(project: TestProject): Promise<void> {
  refuseOutsideOwnNetwork();
  const bin = process.env['PGX_CLUSTER_BIN'] ?? '';
  const dir = mkdtempSync(join(tmpdir(), 'pgx-audit-cluster-'));
  console.log(`logs: ${dir}`); // removed at the end, kept where the start fails
  const processes = createProcesses(dir);
  const place = { bin, dir, port: apiPort, processes };
  const { api, kubeconfig } = await startApiServer(place, users);
  await startControllers(place, kubeconfig);
  const kubelet = startKubelet({ api, processes, dir: join(dir, 'pods'), entrypoints: { ...entrypoints(bin), ...scannerImage(dir) } });
  stop = async () => {
    kubelet.stop();
    processes.stop();
    await api.close().catch(() => undefined);
    rmSync(dir, { recursive: true, force: true });
  };
  const authority = await createAuthority();
  const fixtures = allFixtures(authority);
  await applyObjects(kubeconfig, await allObjects(authority, fixtures));
  const pods = fixtures.reduce((sum, { replicas }) => sum + replicas, 0);
  await waitForListeners(kubelet, processes, pods);
  project.provide('dir', dir);
  project.provide('kubeconfig', kubeconfig);
  const known = fixtures.map((fixture) => ({ ...fixture, objects: [] }));
  project.provide('fixtures', known);
}

export const teardown = async (): Promise<void> => stop?.();

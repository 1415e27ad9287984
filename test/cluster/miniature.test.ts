import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type KubeObject, miniatureObjects } from '../miniature/objects/index.ts';
import { resourceTypes } from '../miniature/resources.ts';
import { createCa } from '../support/pki.ts';
import { type ControlPlane, startApiServer } from './control-plane.ts';
import { createProcesses, type Processes } from './processes.ts';

/** An API server of its own, without controllers: they would replace the statuses that are the point here. */
let plane: ControlPlane;
let processes: Processes;
let objects: readonly KubeObject[];

/** The API refuses loopback addresses, so every pod gets one of the pods' network. */
function podAddresses(): (pod: string) => string {
  const known = new Map<string, string>();
  return (pod) => {
    const address = known.get(pod) ?? `10.244.1.${known.size + 1}`;
    known.set(pod, address);
    return address;
  };
}

beforeAll(async () => {
  const dir = join(inject('dir'), 'miniature');
  mkdirSync(dir);
  processes = createProcesses(dir);
  plane = await startApiServer({ bin: process.env['PGX_CLUSTER_BIN'] ?? '', dir, port: 17443, processes });
  const [metrics, retired] = await Promise.all([createCa({ name: 'Metrics CA' }), createCa({ name: 'Metrics CA 2019' })]);
  objects = miniatureObjects({ address: podAddresses(), metricsCa: metrics.certPem, retiredCa: retired.certPem });
});

afterAll(async () => {
  await plane.api.close();
  processes.stop();
});

function pathOf({ apiVersion, kind, metadata }: KubeObject): string {
  const type = resourceTypes.find((each) => each.apiVersion === apiVersion && each.kind === kind);
  const namespace = metadata.namespace ? `/namespaces/${metadata.namespace}` : '';
  return `${apiVersion === 'v1' ? '/api' : '/apis'}/${apiVersion}${namespace}/${type?.plural}`;
}

/** Stores the object, then its status, as controllers and kubelets do; unknown fields are refused. */
async function store(object: KubeObject): Promise<KubeObject> {
  const path = pathOf(object);
  const created = await plane.api.post<KubeObject>(`${path}?fieldValidation=Strict`, object);
  if (!object.status) return created;
  const status = { ...created, status: object.status };
  return plane.api.put<KubeObject>(`${path}/${object.metadata.name}/status?fieldValidation=Strict`, status);
}

const isEmpty = (value: unknown): boolean =>
  value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** Without what the API server decides itself, and without what is empty: that it leaves out. */
function kept({ metadata: { uid: _uid, creationTimestamp: _created, ...metadata }, ...object }: KubeObject): object {
  return JSON.parse(JSON.stringify({ ...object, metadata }), (_key, value: unknown) => (isEmpty(value) ? undefined : value)) as object;
}

it('stores every object of the miniature cluster as it is', async () => {
  const present = new Set(['default', 'kube-system']);
  for (const object of objects.filter((each) => each.kind !== 'Namespace' || !present.has(each.metadata.name))) {
    expect(await store(object)).toMatchObject(kept(object));
  }
});

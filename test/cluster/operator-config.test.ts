import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { assetOf } from '../../src/discover/asset.ts';
import { isUnknown } from '../../src/model/fact.ts';
import type { Job, Resolved } from '../../src/prometheus/job.ts';
import * as operator from '../../src/prometheus/operator/index.ts';
import { createCa, issue } from '../support/pki.ts';
import { type Api, applyObjects, connectApi, kubectl } from './api.ts';
import { apiPort, serverOf } from './control-plane.ts';
import { adminCredentials } from './credentials.ts';
import { fromJob, fromOperator, scrapeConfigs } from './operator-config-job.ts';
import {
  accepted,
  assets,
  configurations,
  monitoring,
  namespaceObjects,
  namespaces,
  prometheuses,
  rejected,
} from './operator-config-objects.ts';
import { configurationKey, readRejections, readSecrets, startOperator, waitForConfigurations } from './prometheus/operator.ts';
import { createProcesses, type Processes, until } from './processes.ts';

/** The oracle: what the real operator makes of the same objects. */

let api: Api;
let processes: Processes;
let resolved: Resolved;
let made: ReadonlyMap<string, Job>; // by Prometheus and name of the job
let operators: ReadonlyMap<string, ReturnType<typeof fromOperator>>;
let rejections: ReadonlyMap<string, string>;

interface List {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly namespace: string };
    readonly [field: string]: unknown;
  }[];
}

const list = async <S extends v.GenericSchema>(path: string, shape: S): Promise<v.InferOutput<S>[]> => {
  const { items } = await api.get<List>(`/apis/monitoring.coreos.com/${path}`);
  return items.filter(({ metadata }) => namespaces.includes(metadata.namespace)).map((item) => v.parse(shape, item));
};

/** Every key of the Secrets and ConfigMaps of these namespaces. */
async function readAssets(): Promise<NonNullable<operator.OperatorObjects['asset']>> {
  const found = new Map<string, Readonly<Record<string, string>>>();
  for (const namespace of namespaces) {
    const secrets = await readSecrets(api, namespace);
    const maps = await api.get<{ items: { metadata: { name: string }; data?: Record<string, string> }[] }>(
      `/api/v1/namespaces/${namespace}/configmaps`,
    );
    for (const [name, values] of secrets)
      found.set(`Secret/${namespace}/${name}`, Object.fromEntries([...values].map(([key, value]) => [key, value.toString()])));
    for (const { metadata, data } of maps.items) found.set(`ConfigMap/${namespace}/${metadata.name}`, data ?? {});
  }
  return ({ kind, namespace, name, key }) => {
    const data = found.get(`${kind}/${namespace}/${name}`);
    if (!data) return { missing: 'object' };
    const text = data[key];
    return text === undefined ? { missing: 'key' } : { missing: '', text, publicKeys: assetOf(text, false).publicKeys };
  };
}

async function readObjects(): Promise<operator.OperatorObjects> {
  const { items } = await api.get<{ items: { metadata: { name: string; labels: Record<string, string> } }[] }>('/api/v1/namespaces');
  return {
    prometheuses: await list('v1/prometheuses', operator.prometheusShape),
    agents: await list('v1alpha1/prometheusagents', operator.prometheusShape),
    serviceMonitors: await list('v1/servicemonitors', operator.serviceMonitorShape),
    podMonitors: await list('v1/podmonitors', operator.podMonitorShape),
    probes: await list('v1/probes', operator.probeShape),
    scrapeConfigs: await list('v1alpha1/scrapeconfigs', operator.scrapeConfigShape),
    namespaces: items.map(({ metadata }) => metadata),
    unreadable: { prometheuses: '', agents: '', namespaces: '' },
    asset: await readAssets(),
  };
}

async function readConfigurations(): Promise<ReadonlyMap<string, ReturnType<typeof fromOperator>>> {
  const secrets = await readSecrets(api, monitoring);
  return new Map(
    Object.entries(configurations).flatMap(([prometheus, secret]) => {
      const configs = scrapeConfigs(secrets.get(secret)?.get(configurationKey) ?? Buffer.alloc(0));
      return [...configs].map(([name, config]) => [`${prometheus} ${name}`, fromOperator(config, monitoring)] as const);
    }),
  );
}

const key = ({ kind, metadata }: { kind: string; metadata: { namespace: string; name: string } }) =>
  `${kind}/${metadata.namespace}/${metadata.name}`;

beforeAll(async () => {
  const dir = join(inject('dir'), 'operator-config');
  mkdirSync(dir);
  processes = createProcesses(dir);
  api = connectApi(adminCredentials({ dir: inject('dir'), server: serverOf(apiPort) }));
  const kubeconfig = inject('kubeconfig');
  const ca = await createCa({ name: 'operator-config' });
  await applyObjects(kubeconfig, namespaceObjects);
  await applyObjects(kubeconfig, [
    ...assets(ca, await issue(ca, { cn: 'client', eku: ['clientAuth'] }), await issue(ca, { cn: 'other' })),
    ...prometheuses,
    ...accepted,
    ...rejected,
  ]);
  startOperator(inject('dir'), processes);
  await waitForConfigurations(api, monitoring, ['main', 'strict', 'old', 'agent/agent']);
  await until('the operator to tell of all that it rejects', async () => {
    rejections = await readRejections(api);
    return rejected.every((each) => rejections.has(key(each)));
  }).catch(() => undefined); // told below, object by object
  resolved = operator.resolveMonitors(await readObjects());
  made = new Map(resolved.jobs.map((job) => [`${job.prometheus?.name} ${job.id}`, job]));
  operators = await readConfigurations();
}, 180_000);

afterAll(async () => {
  const items = [...accepted, ...rejected, ...prometheuses]; // while the operator still runs: no scan of another test is to see them
  await kubectl(inject('kubeconfig'), ['delete', '--wait=false', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  processes.stop();
  await kubectl(inject('kubeconfig'), ['delete', 'namespace', ...namespaces, '--wait=false']);
  await api.close();
}, 60_000);

it('the jobs are those of the operator, Prometheus by Prometheus', () => {
  expect([...made.keys()].sort()).toEqual([...operators.keys()].sort());
  expect(made.size).toBeGreaterThan(40);
});

it('every job has the discovery, relabelings, TLS settings and credentials that the operator gives it', () => {
  for (const [name, job] of made) {
    const ours = fromJob(job);
    const theirs = operators.get(name);
    const interval = theirs?.interval === '90s' ? '1m30s' : theirs?.interval; // as Prometheus itself writes it
    expect({ name, ...ours }).toEqual({ name, ...theirs, interval });
  }
});

it('nothing is uncertain, and the monitor that no Prometheus selects is told', () => {
  expect(resolved.jobs.filter(({ uncertain }) => uncertain !== '')).toEqual([]);
  const unselected = resolved.monitors.filter(({ selectedBy }) => !isUnknown(selectedBy) && selectedBy.length === 0);
  expect(unselected.map(({ id }) => id).sort()).toEqual([
    'operator-config-one/ServiceMonitor/nobody',
    'operator-config-two/ServiceMonitor/elsewhere',
  ]);
});

describe('rejections', () => {
  it.each(rejected.map((each) => [key(each), each] as const))('%s', (name, { kind, metadata }) => {
    const ours = resolved.monitors.find(({ id }) => id === `${metadata.namespace}/${kind}/${metadata.name}`)?.rejections;
    const [reason = 'none of ours'] = ours && !isUnknown(ours) ? ours : [];
    expect(rejections.get(name) ?? 'the operator takes it').toContain(reason);
  });

  it('nothing else is rejected', () => {
    const ours = resolved.monitors.filter((each) => !isUnknown(each.rejections) && each.rejections.length > 0);
    const open = resolved.monitors.filter((each) => isUnknown(each.rejections));
    expect(open.map(({ id }) => id)).toEqual(['operator-config-two/ScrapeConfig/kubernetes']); // it has dnsSDConfigs
    expect(ours.map(({ id }) => id).sort()).toEqual(
      rejected.map(({ kind, metadata }) => `${metadata.namespace}/${kind}/${metadata.name}`).sort(),
    );
    const mine = [...rejections.keys()].filter((each) => each.includes('/operator-config'));
    expect(mine.sort()).toEqual(rejected.map(key).sort());
  });
});

import { assetOf } from '../../../src/discover/asset.ts';
import { collect } from '../../../src/discover/collect.ts';
import { createResolver, type Resolution } from '../../../src/discover/resolve.ts';
import { createKubeApi, loadKubeAccess } from '../../../src/kube/index.ts';
import type { Api } from '../api.ts';
import { readSecrets } from './operator.ts';

type Asset = NonNullable<Parameters<ReturnType<typeof createResolver>>[0]>;

/** Every key of the Secrets and ConfigMaps of the namespaces. */
async function readAssets(api: Api, namespaces: readonly string[]): Promise<Asset> {
  const found = new Map<string, ReadonlyMap<string, string>>();
  for (const namespace of namespaces) {
    for (const [name, values] of await readSecrets(api, namespace))
      found.set(`Secret/${namespace}/${name}`, new Map([...values].map(([key, value]) => [key, value.toString()])));
    const maps = await api.get<{ items: { metadata: { name: string }; data?: Record<string, string> }[] }>(
      `/api/v1/namespaces/${namespace}/configmaps`,
    );
    for (const { metadata, data = {} } of maps.items) found.set(`ConfigMap/${namespace}/${metadata.name}`, new Map(Object.entries(data)));
  }
  return ({ kind, namespace, name, key }) => {
    const text = found.get(`${kind}/${namespace}/${name}`)?.get(key);
    if (text !== undefined) return { missing: '', text, publicKeys: assetOf(text, false).publicKeys };
    return { missing: found.has(`${kind}/${namespace}/${name}`) ? 'key' : 'object' };
  };
}

/** What the product itself makes of the cluster's objects: the jobs and their targets. */
export async function resolveCluster(api: Api, of: { kubeconfig: string; namespaces: readonly string[] }): Promise<Resolution> {
  const kube = createKubeApi(await loadKubeAccess({ kubeconfig: of.kubeconfig, env: {} }), { signal: new AbortController().signal });
  try {
    const inventory = await collect(kube, []);
    return createResolver(inventory)(await readAssets(api, of.namespaces));
  } finally {
    await kube.close();
  }
}

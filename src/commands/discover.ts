import { readFile } from 'node:fs/promises';
import { dataPath } from '../data.ts';
import { discoverAddresses, discoverCluster, parseCidr, parseSelector, type Discovery } from '../discover/index.ts';
import { parseCatalogue } from '../exporters/index.ts';
import { outOfMode } from '../model/fact.ts';
import { createKubeApi, type KubeAccess } from '../kube/index.ts';
import { wantsCluster } from './check-flags.ts';
import type { ScanFlags } from './scan-flags.ts';

const nothing: Discovery = {
  cluster: null,
  user: '',
  endpoints: [],
  objects: [],
  jobs: [],
  jobsUnknown: '',
  keyPairOf: () => outOfMode('no cluster was asked'),
  notProbed: [],
  notProbedOmitted: 0,
  access: [],
};

/**
 * How this scan finds its endpoints: the addresses named with --target, the cluster, or both where a kubeconfig or context is named
 * too. Options are checked here, before anything is dialled; a listing that is interrupted finds nothing.
 */
export function createDiscover(flags: ScanFlags, access: () => Promise<KubeAccess>, signal: AbortSignal): () => Promise<Discovery> {
  const scope = { selector: parseSelector(flags.selector ?? ''), allowed: flags.allowCidr.map((text) => parseCidr(text)) };
  const addresses = discoverAddresses({ targets: flags.target, serverName: flags.serverName ?? '' });
  return async () => {
    const found = wantsCluster(flags) ? await unlessAborted(listCluster(flags, access, { signal, ...scope }), signal) : nothing;
    return { ...renamed(found, flags.clusterName), endpoints: [...addresses, ...found.endpoints] };
  };
}

interface Scope {
  readonly signal: AbortSignal;
  readonly selector: ReturnType<typeof parseSelector>;
  readonly allowed: readonly ReturnType<typeof parseCidr>[];
}

async function listCluster(flags: ScanFlags, access: () => Promise<KubeAccess>, { signal, selector, allowed }: Scope): Promise<Discovery> {
  const catalogue = parseCatalogue(await readFile(dataPath('rules', 'exporters.yaml'), 'utf8'), 'rules/exporters.yaml');
  const api = createKubeApi(await access(), { signal });
  const { namespace: namespaces, guess = false, serverName = '', readSecrets = false, useScrapeCerts = false } = flags;
  try {
    return await discoverCluster({
      api,
      namespaces,
      selector,
      allowed,
      guess,
      catalogue,
      serverName,
      readSecrets: readSecrets || useScrapeCerts,
      useScrapeCerts,
    });
  } finally {
    await api.close();
  }
}

/** Does not wait for a credential plugin or a server that does not answer once the scan is interrupted. */
async function unlessAborted(listing: Promise<Discovery>, signal: AbortSignal): Promise<Discovery> {
  const aborted = new Promise<Discovery>((resolve) => {
    if (signal.aborted) resolve(nothing);
    signal.addEventListener('abort', () => resolve(nothing), { once: true });
  });
  const orNothing = listing.catch((error: unknown) => {
    if (signal.aborted) return nothing;
    throw error;
  });
  return Promise.race([orNothing, aborted]);
}

const renamed = (found: Discovery, name: string | undefined): Discovery =>
  name === undefined ? found : { ...found, cluster: { uid: '', server: '', context: '', ...found.cluster, name } };

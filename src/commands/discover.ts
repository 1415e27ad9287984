import { readFile } from 'node:fs/promises';
import { dataPath } from '../data.ts';
import { discoverAddresses, discoverCluster, parseCidr, parseSelector, type Discovery } from '../discover/index.ts';
import { parseCatalogue } from '../exporters/index.ts';
import { createKubeApi, loadKubeAccess } from '../kube/index.ts';
import type { Io } from './io.ts';
import type { ScanFlags } from './scan-flags.ts';

const nothing: Discovery = { cluster: null, user: '', endpoints: [], notProbed: [], notProbedOmitted: 0, access: [] };

/**
 * How this scan finds its endpoints: the addresses named with --target, the cluster, or both where a kubeconfig or context is named
 * too. Options are checked here, before anything is dialled; a listing that is interrupted finds nothing.
 */
export async function createDiscover(flags: ScanFlags, io: Io, signal: AbortSignal): Promise<() => Promise<Discovery>> {
  const scope = { selector: parseSelector(flags.selector ?? ''), allowed: flags.allowCidr.map((text) => parseCidr(text)) };
  const addresses = discoverAddresses({ targets: flags.target, serverName: flags.serverName ?? '' });
  const clusterWanted = flags.target.length === 0 || flags.kubeconfig !== undefined || flags.context !== undefined;
  const cluster = clusterWanted ? await clusterDiscovery(flags, io, { signal, ...scope }) : () => Promise.resolve(nothing);
  return async () => {
    const found = await cluster().catch((error: unknown) => {
      if (signal.aborted) return nothing;
      throw error;
    });
    return { ...renamed(found, flags.clusterName), endpoints: [...addresses, ...found.endpoints] };
  };
}

interface Scope {
  readonly signal: AbortSignal;
  readonly selector: ReturnType<typeof parseSelector>;
  readonly allowed: readonly ReturnType<typeof parseCidr>[];
}

async function clusterDiscovery(flags: ScanFlags, io: Io, { signal, selector, allowed }: Scope): Promise<() => Promise<Discovery>> {
  const catalogue = parseCatalogue(await readFile(dataPath('rules', 'exporters.yaml'), 'utf8'), 'rules/exporters.yaml');
  const access = await loadKubeAccess({ kubeconfig: flags.kubeconfig, context: flags.context, env: io.env });
  const api = createKubeApi(access, { signal });
  const options = {
    namespaces: flags.namespace,
    selector,
    allowed,
    guess: flags.guess === true,
    catalogue,
    serverName: flags.serverName ?? '',
  };
  return async () => {
    try {
      return await discoverCluster({ api, ...options });
    } finally {
      await api.close();
    }
  };
}

const renamed = (found: Discovery, name: string | undefined): Discovery =>
  name === undefined ? found : { ...found, cluster: { uid: '', server: '', context: '', ...found.cluster, name } };

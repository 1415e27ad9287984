import { readFile as readFileFromDisk } from 'node:fs/promises';
import { delimiter as platformDelimiter } from 'node:path';
import { clean } from '../model/text.ts';
import { choose } from './context.ts';
import { loadKubeconfig } from './files.ts';
import { createIdentity, type Identity } from './identity.ts';
import type { ReadFile } from './in-cluster.ts';
import { proxyFor } from './proxy.ts';
import { checkUsable } from './usable.ts';

export interface AccessOptions {
  readonly kubeconfig?: string | undefined; // --kubeconfig: this file and no other
  readonly context?: string | undefined; // --context
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home?: string; // for ~/.kube/config; HOME or USERPROFILE of the environment
  readonly readFile?: ReadFile;
  readonly delimiter?: string; // between the files of KUBECONFIG: ';' on Windows, else ':'
  readonly pluginTimeoutMs?: number;
  readonly now?: () => number; // milliseconds since the epoch, for credentials that expire; without it they are renewed when they are refused
}

/** How to reach an API server, and as whom. */
export interface KubeAccess extends Identity {
  readonly server: string; // URL without trailing slash
  readonly context: string;
  readonly cluster: string; // the kubeconfig's name for it
  readonly user: string; // the kubeconfig's name, and whom it impersonates
  readonly proxy: string; // URL of an HTTP or SOCKS5 proxy; '' for none
}

/** Reads the kubeconfig as kubectl does (KUBECONFIG, ~/.kube/config, in-cluster). Throws a scan error of one line with a hint. */
export async function loadKubeAccess(options: AccessOptions): Promise<KubeAccess> {
  const readFile = options.readFile ?? ((path: string) => readFileFromDisk(path, 'utf8'));
  const { env, kubeconfig, delimiter = platformDelimiter, home = env['HOME'] ?? env['USERPROFILE'] ?? '' } = options;
  const config = await loadKubeconfig({ env, kubeconfig, delimiter, home, context: options.context }, readFile);
  const chosen = choose(config, options.context);
  checkUsable(chosen);
  const { server, context, clusterName, userName } = chosen;
  const proxy = proxyFor(server, chosen.cluster['proxy-url'] ?? '', env);
  const { pluginTimeoutMs = 60_000, now } = options;
  const identity = await createIdentity(chosen, { env, readFile, pluginTimeoutMs, now });
  return {
    server,
    context: clean(context, 200),
    cluster: clean(clusterName, 200),
    user: clean(chosen.user.as ? `${userName} as ${chosen.user.as}` : userName, 300),
    proxy,
    ...identity,
  };
}

import { readFile as readFileFromDisk } from 'node:fs/promises';
import { delimiter as platformDelimiter } from 'node:path';
import { clean } from '../model/text.ts';
import { choose } from './context.ts';
import type { Credentials, TlsOptions } from './credentials.ts';
import { loadKubeconfig, readCertificates } from './files.ts';
import type { ReadFile } from './in-cluster.ts';
import { proxyFor } from './proxy.ts';

export interface AccessOptions {
  readonly kubeconfig?: string | undefined; // --kubeconfig: this file and no other
  readonly context?: string | undefined; // --context
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home?: string; // for ~/.kube/config; HOME or USERPROFILE of the environment
  readonly readFile?: ReadFile;
  readonly delimiter?: string; // between the files of KUBECONFIG: ';' on Windows, else ':'
  readonly pluginTimeoutMs?: number;
}

/** How to reach an API server, and as whom. */
export interface KubeAccess {
  readonly server: string; // URL without trailing slash
  readonly context: string;
  readonly cluster: string; // the kubeconfig's name for it
  readonly user: string; // the kubeconfig's name, and whom it impersonates
  readonly proxy: string; // URL of an HTTP proxy; '' for none
  readonly tls: TlsOptions;
  headers: Credentials['headers'];
}

/** Reads the kubeconfig as kubectl does (KUBECONFIG, ~/.kube/config, in-cluster). Throws a scan error of one line with a hint. */
export async function loadKubeAccess(options: AccessOptions): Promise<KubeAccess> {
  const readFile = options.readFile ?? ((path: string) => readFileFromDisk(path, 'utf8'));
  const { env, kubeconfig, delimiter = platformDelimiter, home = env['HOME'] ?? env['USERPROFILE'] ?? '' } = options;
  const config = await loadKubeconfig({ env, kubeconfig, delimiter, home }, readFile);
  const chosen = choose(config, options.context);
  const files = await readCertificates(chosen.cluster, chosen.user, readFile);
  const { resolveCredentials } = await import('./credentials.ts');
  const credentials = await resolveCredentials(chosen.server, chosen.cluster, chosen.user, files, options.pluginTimeoutMs ?? 60_000);
  const { server, context, clusterName, userName } = chosen;
  const user = chosen.user.as ? `${userName} as ${chosen.user.as}` : userName;
  return {
    server,
    context: clean(context, 200),
    cluster: clean(clusterName, 200),
    user: clean(user, 300),
    proxy: proxyFor(server, chosen.cluster['proxy-url'] ?? '', options.env),
    ...credentials,
  };
}

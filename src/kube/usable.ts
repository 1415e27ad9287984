import { scanError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import type { Chosen } from './context.ts';
import type { Cluster, Exec, User } from './kubeconfig-shape.ts';

const pluginVersions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

/**
 * Throws a scan error where kubectl would refuse to use this cluster and user (k8s.io/client-go tools/clientcmd/validation.go,
 * transport.TLSConfigFor, plugin/pkg/client/auth/exec): guessing what is meant could mean acting as somebody else.
 */
export function checkUsable({ clusterName, userName, cluster, user }: Chosen): void {
  const inCluster = clusterProblem(cluster);
  if (inCluster) throw refusal('cluster', clusterName, inCluster);
  const inUser = userProblem(user) ?? (user.exec && pluginProblem(user.exec));
  if (inUser) throw refusal('user', userName, inUser);
}

const refusal = (kind: string, name: string, problem: string): Error =>
  scanError(`kubeconfig: ${kind} "${clean(name, 100)}": ${problem}`, 'correct it, or choose another context with --context');

const both = (one: string, other: string): string => `${one} and ${other} are both set, and only one may be`;

function clusterProblem(cluster: Cluster): string | undefined {
  const file = cluster['certificate-authority'];
  const data = cluster['certificate-authority-data'];
  if (file && data) return both('certificate-authority', 'certificate-authority-data');
  if (cluster['insecure-skip-tls-verify'] && (file || data)) return both('insecure-skip-tls-verify', 'a certificate authority');
  return undefined;
}

function userProblem(user: User): string | undefined {
  const certificate = user['client-certificate'] || user['client-certificate-data'];
  if (user['client-certificate'] && user['client-certificate-data']) return both('client-certificate', 'client-certificate-data');
  if (certificate && user['client-key'] && user['client-key-data']) return both('client-key', 'client-key-data');
  if (certificate && !user['client-key'] && !user['client-key-data']) return 'there is a client certificate without a client-key';
  if (user.token && (user.username || user.password)) return both('a token', 'a username or password');
  if (user.tokenFile && (user.username || user.password)) return both('tokenFile', 'a username or password');
  if (user.exec && user['auth-provider']) return both('a credential plugin', 'an auth-provider');
  const more = user['as-uid'] || user['as-groups']?.length || Object.keys(user['as-user-extra'] ?? {}).length > 0;
  return more && !user.as ? 'as-uid, as-groups and as-user-extra need a user to act as: set "as"' : undefined;
}

function pluginProblem(exec: Exec): string | undefined {
  if (!exec.command) return 'the credential plugin has no command';
  if (!pluginVersions.includes(exec.apiVersion ?? '')) return `the credential plugin's apiVersion is none of ${pluginVersions.join(', ')}`;
  if (exec.env?.some(({ name }) => name === '')) return 'the credential plugin has an environment variable without a name';
  const mode = exec.interactiveMode || (exec.apiVersion?.endsWith('/v1beta1') ? 'IfAvailable' : '');
  if (mode === 'Always') return 'the credential plugin wants a terminal (interactiveMode Always), and an audit asks nobody';
  return mode === 'Never' || mode === 'IfAvailable'
    ? undefined
    : "the credential plugin's interactiveMode is none of Never, IfAvailable, Always";
}

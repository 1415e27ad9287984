import { clean } from '../model/text.ts';
import type { Kubeconfig } from './kubeconfig.ts';

const root = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Reads a file; rejects where it cannot. */
export type ReadFile = (path: string) => Promise<string>;

/** The access that a pod's service account gives, as client-go's in-cluster configuration; null outside of a pod. */
export async function inCluster(env: Readonly<Record<string, string | undefined>>, readFile: ReadFile): Promise<Kubeconfig | null> {
  const host = env['KUBERNETES_SERVICE_HOST'];
  if (!host) return null;
  const token = await readFile(`${root}/token`).catch(() => null);
  if (token === null) return null;
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${env['KUBERNETES_SERVICE_PORT'] ?? '443'}`;
  const user = subjectOf(token);
  return {
    files: [],
    currentContext: 'in-cluster',
    clusters: new Map([['in-cluster', { server, 'certificate-authority': `${root}/ca.crt` }]]),
    users: new Map([[user, { tokenFile: `${root}/token` }]]),
    contexts: new Map([['in-cluster', { cluster: 'in-cluster', user }]]),
  };
}

/** The `sub` claim of a service account token: "system:serviceaccount:monitoring:audit". Nothing of it is verified; it is only shown. */
function subjectOf(token: string): string {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as { sub?: unknown };
    return typeof claims.sub === 'string' && claims.sub !== '' ? clean(claims.sub, 200) : 'service account';
  } catch {
    return 'service account';
  }
}

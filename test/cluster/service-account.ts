import { join } from 'node:path';
import type { Api } from './api.ts';
import { apiPort } from './control-plane.ts';
import { type DataObject, idOf, type Pod, type ProcessSpec } from './pod.ts';
import { writeVolume } from './volumes.ts';

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Where the containers of the pod are told that the API is, as kubelet tells them. */
const service = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(apiPort) };

/** The pod asks for its account's token. Nothing admits pods here, so that only those that say so themselves do. */
export const wantsToken = ({ spec }: Pod): boolean => spec.automountServiceAccountToken === true && spec.serviceAccountName !== undefined;

/** Writes what kubelet projects for a pod's service account: a fresh token bound to the pod, the cluster's CA, the namespace. Gives the folder. */
export async function writeAccount(api: Api, pod: Pod, { dir, rootCa }: { dir: string; rootCa: DataObject }): Promise<string> {
  const { namespace, name, uid } = pod.metadata;
  const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name, uid };
  const { status } = await api.post<{ status: { token: string } }>(
    `/api/v1/namespaces/${namespace}/serviceaccounts/${pod.spec.serviceAccountName}/token`,
    { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { audiences: [], boundObjectRef, expirationSeconds: 3600 } },
  );
  const folder = join(dir, idOf(pod), '.service-account');
  const texts = { token: status.token, 'ca.crt': rootCa.data?.['ca.crt'] ?? '', namespace };
  writeVolume(folder, Object.fromEntries(Object.entries(texts).map(([file, text]) => [file, Buffer.from(text)])));
  return folder;
}

/**
 * The process with mounts of its own: the account's files where a container has them, and everything else read-only, as a container with
 * readOnlyRootFilesystem has it. Its user stays the one of these tests: their user namespace has no other.
 */
export function contained({ argv, env, ...rest }: ProcessSpec, account: string): ProcessSpec {
  const mounts = `
    mount -t tmpfs tmpfs "$(readlink -f /var/run)" && mkdir -p ${mountPath} &&
    mount --bind "$ACCOUNT" ${mountPath} && mount -o remount,bind,ro / && unset ACCOUNT && exec "$@"`;
  return { ...rest, argv: ['unshare', '-m', 'sh', '-c', mounts, 'sh', ...argv], env: { ...env, ...service, ACCOUNT: account } };
}

/** Tells the API how a container that is not started again has ended, as kubelet does. */
export async function tellEnd(api: Api, { metadata }: Pod, exitCode: number): Promise<void> {
  const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
  const pod = await api.get<{ spec: Pod['spec']; status: { conditions?: readonly { readonly type: string }[] } }>(path);
  const now = new Date().toISOString().replace(/\.\d+/, '');
  const reason = exitCode === 0 ? 'Completed' : 'Error';
  const terminated = { exitCode, reason, startedAt: now, finishedAt: now };
  const containerStatuses = pod.spec.containers.map(({ name, image }) => ({
    name,
    image,
    imageID: '',
    ready: false,
    restartCount: 0,
    state: { terminated },
  }));
  const phase = exitCode === 0 ? 'Succeeded' : 'Failed';
  const conditions = pod.status.conditions?.map((each) => (each.type.endsWith('Ready') ? { ...each, status: 'False' } : each));
  await api.put(`${path}/status`, { ...pod, status: { ...pod.status, phase, conditions, containerStatuses } });
}

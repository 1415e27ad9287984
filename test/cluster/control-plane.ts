import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ca, createCa, issue } from '../support/pki.ts';
import { type Api, applyObjects, connectApi, kubectl } from './api.ts';
import { type Processes, until } from './processes.ts';

/** etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok on loopback, with Prometheus Operator's CRDs. */
export interface ControlPlane {
  readonly api: Api; // as admin
  readonly kubeconfig: string; // of admin
}

export const ports = { etcd: 12379, etcdPeer: 12380, api: 16443, controllers: 16444, scheduler: 16445, kubelet: 10247 };
const server = `https://127.0.0.1:${ports.api}`;

interface Place {
  readonly bin: string;
  readonly dir: string;
  readonly processes: Processes;
}

/** A kubeconfig for a client certificate: its common name is the user, its organisation the group. */
async function writeKubeconfig(dir: string, ca: Ca, user: string, group?: string): Promise<string> {
  const issued = await issue(ca, { cn: user, ...(group && { organisation: group }), eku: ['clientAuth'] });
  const base64 = (pem: string) => Buffer.from(pem).toString('base64');
  const path = kubeconfigOf(dir, user);
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority-data': base64(ca.certPem) } }],
    users: [{ name: user, user: { 'client-certificate-data': base64(issued.certPem), 'client-key-data': base64(issued.keyPem) } }],
    contexts: [{ name: user, context: { cluster: 'test', user } }],
    'current-context': user,
  };
  writeFileSync(path, JSON.stringify(config, null, 1));
  writeFileSync(join(dir, `${user}.crt`), issued.certPem);
  writeFileSync(join(dir, `${user}.key`), issued.keyPem);
  return path;
}

export const kubeconfigOf = (dir: string, user: string): string => join(dir, `${user}.kubeconfig`);

async function writeCertificates(dir: string, users: readonly string[]): Promise<string> {
  const ca = await createCa({ name: 'cluster-ca' });
  const serving = await issue(ca, { cn: 'kube-apiserver', dns: ['localhost', 'kubernetes.default.svc'], ip: ['127.0.0.1', '10.96.0.1'] });
  const account = await issue(ca, { cn: 'service-accounts', key: 'rsa2048' });
  const files = {
    'ca.crt': ca.certPem,
    'api.crt': serving.certPem,
    'api.key': serving.keyPem,
    'sa.crt': account.certPem,
    'sa.key': account.keyPem,
  };
  for (const [name, pem] of Object.entries(files)) writeFileSync(join(dir, name), pem);
  for (const user of users) await writeKubeconfig(dir, ca, user);
  return writeKubeconfig(dir, ca, 'admin', 'system:masters');
}

function startApi({ bin, dir, processes }: Place): void {
  const etcd = `http://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  const etcdFlags = [`--data-dir=${dir}/etcd`, '--unsafe-no-fsync', `--listen-client-urls=${etcd}`, `--advertise-client-urls=${etcd}`];
  const peerFlags = [`--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`, `--initial-cluster=default=${peer}`];
  processes.start({ name: 'etcd', argv: [`${bin}/etcd`, ...etcdFlags, ...peerFlags] });
  const serving = ['--bind-address=127.0.0.1', `--secure-port=${ports.api}`, '--tls-cert-file=api.crt', '--tls-private-key-file=api.key'];
  const identity = ['--client-ca-file=ca.crt', '--authorization-mode=RBAC', '--disable-admission-plugins=ServiceAccount'];
  const accounts = [
    `--service-account-issuer=${server}/`,
    '--service-account-key-file=sa.crt',
    '--service-account-signing-key-file=sa.key',
  ];
  const network = ['--service-cluster-ip-range=10.96.0.0/16', '--advertise-address=127.0.0.1', '--endpoint-reconciler-type=none'];
  // Pages come from etcd, as on a cluster whose watch cache has moved on: only then can a continue token expire.
  const paging = ['--feature-gates=ListFromCacheSnapshot=false'];
  const flags = [`--etcd-servers=${etcd}`, `--cert-dir=${dir}/api`, ...serving, ...identity, ...accounts, ...network, ...paging];
  processes.start({ name: 'api', argv: [`${bin}/kube-apiserver`, ...flags] });
}

function startControllers({ bin, dir, processes }: Place, kubeconfig: string): void {
  const common = [
    `--kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--bind-address=127.0.0.1',
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
  ];
  const accounts = ['--service-account-private-key-file=sa.key', '--root-ca-file=ca.crt', '--allocate-node-cidrs=false'];
  const controllers = [`--secure-port=${ports.controllers}`, `--cert-dir=${dir}/controllers`, ...accounts];
  processes.start({ name: 'controllers', argv: [`${bin}/kube-controller-manager`, ...common, ...controllers] });
  processes.start({
    name: 'scheduler',
    argv: [`${bin}/kube-scheduler`, ...common, `--secure-port=${ports.scheduler}`, `--cert-dir=${dir}/scheduler`],
  });
  const node = [
    '--manage-all-nodes=true',
    '--cidr=10.244.0.0/16',
    '--node-ip=127.0.0.1',
    '--node-name=localhost',
    `--node-port=${ports.kubelet}`,
  ];
  const kwok = [`--kubeconfig=${kubeconfig}`, `--config=${bin}/kwok-stages/fast`, `--server-address=127.0.0.1:${ports.kubelet}`, ...node];
  processes.start({ name: 'kwok', argv: [`${bin}/kwok`, ...kwok] });
}

const capacity = { cpu: '64', memory: '256Gi', pods: '5000' };
const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-1', labels: { 'kubernetes.io/hostname': 'node-1', 'kubernetes.io/os': 'linux' } },
  status: { allocatable: capacity, capacity },
};

async function applyCustomResources(bin: string, kubeconfig: string): Promise<void> {
  await kubectl(kubeconfig, ['apply', '--server-side', '-f', `${bin}/crds`]);
  await kubectl(kubeconfig, ['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
}

/** Starts everything and returns when the API is ready and the CRDs are Established. `users` have certificates, but no rights. */
export async function startControlPlane(place: Place, users: readonly string[]): Promise<ControlPlane> {
  const { bin, dir } = place;
  mkdirSync(dir, { recursive: true });
  const kubeconfig = await writeCertificates(dir, users);
  startApi(place);
  const [ca, cert, key] = ['ca.crt', 'admin.crt', 'admin.key'].map((name) => readFileSync(join(dir, name), 'utf8'));
  const api = connectApi({ server, ca: ca ?? '', cert: cert ?? '', key: key ?? '' });
  await until('the API server', async () => (await api.get('/readyz')) === 'ok');
  startControllers(place, kubeconfig);
  await applyObjects(kubeconfig, [node]);
  await applyCustomResources(bin, kubeconfig);
  return { api, kubeconfig };
}

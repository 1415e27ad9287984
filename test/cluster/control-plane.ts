import { mkdirSync } from 'node:fs';
import { type Api, applyObjects, connectApi, kubectl } from './api.ts';
import { adminCredentials, kubeconfigOf, writeCredentials } from './credentials.ts';
import { portForwardDefinitions, portForwardFlag } from './port-forwards.ts';
import { type Processes, until } from './processes.ts';

/** Where a control plane lives: its binaries, its folder, and the first of the ports that it takes on loopback. */
export interface Place {
  readonly bin: string;
  readonly dir: string;
  readonly port: number;
  readonly processes: Processes;
}

export interface ControlPlane {
  readonly api: Api; // as administrator
  readonly kubeconfig: string; // of the administrator
}

/** The port of the control plane that all tests share. */
export const apiPort = 16443;
export const serverOf = (port: number): string => `https://127.0.0.1:${port}`;
export const etcdOf = (port: number): string => `http://127.0.0.1:${port + 1}`;
const log = (port: number, name: string): string => `${port}-${name}`;

function startEtcd({ bin, dir, port, processes }: Place): void {
  const client = etcdOf(port);
  const peer = `http://127.0.0.1:${port + 2}`;
  const clients = [`--listen-client-urls=${client}`, `--advertise-client-urls=${client}`];
  const peers = [`--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`, `--initial-cluster=default=${peer}`];
  const argv = [`${bin}/etcd`, `--data-dir=${dir}/etcd`, '--unsafe-no-fsync', ...clients, ...peers];
  processes.start({ name: log(port, 'etcd'), cwd: dir, argv });
}

function startApi({ bin, dir, port, processes }: Place): void {
  const serving = ['--bind-address=127.0.0.1', `--secure-port=${port}`, '--tls-cert-file=api.crt', '--tls-private-key-file=api.key'];
  const identity = ['--client-ca-file=ca.crt', '--authorization-mode=RBAC', '--disable-admission-plugins=ServiceAccount'];
  const issuer = [`--service-account-issuer=${serverOf(port)}/`, '--service-account-key-file=sa.crt'];
  const network = [
    '--service-cluster-ip-range=10.96.0.0/16,fd00:96::/108',
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none',
  ];
  const flags = [`--etcd-servers=${etcdOf(port)}`, `--cert-dir=${dir}/api`, '--service-account-signing-key-file=sa.key'];
  // Pages come from etcd, as on a server whose cache has moved on: only then can a continue token expire when a test wants it to.
  const paging = '--feature-gates=ListFromCacheSnapshot=false';
  const argv = [`${bin}/kube-apiserver`, paging, ...flags, ...serving, ...identity, ...issuer, ...network];
  processes.start({ name: log(port, 'api'), cwd: dir, argv });
}

/** etcd and kube-apiserver with Prometheus Operator's CRDs Established, and nobody who acts on what is stored. */
export async function startApiServer(place: Place, users: readonly string[] = []): Promise<ControlPlane> {
  const { bin, dir, port } = place;
  mkdirSync(dir, { recursive: true });
  const identity = { dir, server: serverOf(port) };
  await writeCredentials(identity, users);
  startEtcd(place);
  startApi(place);
  const api = connectApi(adminCredentials(identity));
  await until('the API server', async () => (await api.get('/readyz')) === 'ok');
  const kubeconfig = kubeconfigOf(dir, 'admin');
  await kubectl(kubeconfig, ['apply', '--server-side', '-f', `${bin}/crds`]);
  await kubectl(kubeconfig, ['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
  return { api, kubeconfig };
}

const capacity = { cpu: '64', memory: '256Gi', pods: '5000' };
const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-1', labels: { 'kubernetes.io/hostname': 'node-1', 'kubernetes.io/os': 'linux' } },
  status: { allocatable: capacity, capacity },
};

/** The controllers, the scheduler, and kwok, which says of every pod that it runs and gives it an address. */
export async function startControllers({ bin, dir, port, processes }: Place, kubeconfig: string): Promise<void> {
  const [controllers, scheduler, kubelet] = [port + 3, port + 4, port + 5];
  const common = [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--bind-address=127.0.0.1'];
  const quick = ['--kube-api-qps=500', '--kube-api-burst=1000'];
  const accounts = ['--service-account-private-key-file=sa.key', '--root-ca-file=ca.crt', '--allocate-node-cidrs=false'];
  const managed = [...common, ...quick, ...accounts, `--secure-port=${controllers}`, `--cert-dir=${dir}/controllers`];
  processes.start({ name: log(port, 'controllers'), cwd: dir, argv: [`${bin}/kube-controller-manager`, ...managed] });
  const scheduled = [...common, ...quick, `--secure-port=${scheduler}`, `--cert-dir=${dir}/scheduler`];
  processes.start({ name: log(port, 'scheduler'), cwd: dir, argv: [`${bin}/kube-scheduler`, ...scheduled] });
  const nodes = [
    '--manage-all-nodes=true',
    '--cidr=10.244.0.0/16',
    '--node-ip=127.0.0.1',
    '--node-name=localhost',
    '--node-lease-duration-seconds=40', // without leases nodes are not ready after fifty seconds, and so are their pods
    `--node-port=${kubelet}`,
  ];
  await applyObjects(kubeconfig, portForwardDefinitions);
  await kubectl(kubeconfig, ['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
  // Without pod-complete: how a Job's pod ends is said by the process that stands for it.
  const stageFiles = ['node/fast', 'node/heartbeat-with-lease', 'pod/fast/pod-ready.yaml', 'pod/fast/pod-delete.yaml'];
  const stages = [...stageFiles.map((file) => `--config=${bin}/kwok-stages/${file}`), portForwardFlag];
  const kwok = [`--kubeconfig=${kubeconfig}`, ...stages, `--server-address=127.0.0.1:${kubelet}`, ...nodes];
  processes.start({ name: log(port, 'kwok'), cwd: dir, argv: [`${bin}/kwok`, ...kwok] });
  await applyObjects(kubeconfig, [node]);
}

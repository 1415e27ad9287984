import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TlsOptions } from 'node:tls';
import { createCa, issue } from '../support/pki.ts';
import { type ApiOptions, type ApiRequest, createApi } from './api.ts';
import { type Authorities, type CertificateKind, createAuthorities, issueFor, serviceNames } from './certificates.ts';
import { type Exporter, exporters } from './inventory.ts';
import { kubeconfig } from './kubeconfig.ts';
import { type RunningServer, closer, listen, startMetricsServer } from './metrics-server.ts';
import { miniatureObjects } from './objects/index.ts';

export type MiniatureClusterOptions = Pick<ApiOptions, 'absentGroups' | 'forbidden' | 'pageSize' | 'expireContinue'>;

export interface MiniatureCluster {
  readonly kubeconfig: string; // path of the file
  readonly server: string; // URL of the API
  readonly apiCa: string; // PEM: the CA of the API's certificate and of its users
  readonly port: (exporter: string) => number; // where an exporter listens, by its key in the inventory
  readonly connections: (exporter: string) => number; // accepted so far, over all replicas
  readonly requests: () => readonly ApiRequest[]; // that the API has seen
  stop(): Promise<void>;
}

interface Listening {
  readonly port: number;
  readonly ips: readonly string[];
  readonly servers: readonly RunningServer[];
}

async function tlsOf(exporter: Exporter, kind: CertificateKind, authorities: Authorities): Promise<TlsOptions> {
  const certificate = await issueFor(authorities, kind, serviceNames(exporter.name, exporter.namespace));
  const requestCert = exporter.clientCertificate !== 'none';
  const clients = requestCert ? { requestCert, rejectUnauthorized: exporter.clientCertificate === 'required' } : {};
  return { ...exporter.tls, cert: certificate.chainPem, key: certificate.keyPem, ca: authorities.clients.certPem, ...clients };
}

/**
 * Replicas share a container port, so the second and third need addresses of their own: 127.0.0.2 and 127.0.0.3, which are local on Linux and
 * Windows. Where they are not (macOS), there is only the first replica.
 */
async function startReplicas(exporter: Exporter, authorities: Authorities): Promise<Listening> {
  const servers: RunningServer[] = [];
  const kinds = exporter.certificates.length > 0 ? exporter.certificates : [null];
  for (const [index, kind] of kinds.entries()) {
    const tls = kind ? await tlsOf(exporter, kind, authorities) : null;
    const options = { identity: exporter.identity, path: '/metrics', plaintext: exporter.plaintext, tls, basicAuth: exporter.basicAuth };
    const port = servers[0]?.port ?? exporter.port;
    const started = await startMetricsServer(options, `127.0.0.${index + 1}`, port).catch((error: NodeJS.ErrnoException) => {
      if (index > 0 && error.code === 'EADDRNOTAVAIL') return null;
      throw error;
    });
    if (started?.port === port || (index === 0 && started)) servers.push(started);
    else await started?.stop();
  }
  if (!exporter.listens) await Promise.all(servers.map((server) => server.stop()));
  return { port: servers[0]?.port ?? exporter.port, ips: servers.map((_, index) => `127.0.0.${index + 1}`), servers };
}

async function startApi(options: MiniatureClusterOptions & Pick<ApiOptions, 'objects'>) {
  const ca = await createCa({ name: 'kubernetes' });
  const [server, user] = await Promise.all([
    issue(ca, { cn: 'kube-apiserver', dns: ['localhost', 'kubernetes.default.svc'], ip: ['127.0.0.1'] }),
    issue(ca, { cn: 'auditor', eku: ['clientAuth'] }),
  ]);
  const requests: ApiRequest[] = [];
  const api = createApi({ ...options, cert: server.certPem, key: server.keyPem, clientCa: ca.certPem }, (seen) => requests.push(seen));
  const stop = closer(api);
  const url = `https://127.0.0.1:${await listen(api, '127.0.0.1', 0)}`;
  const config = kubeconfig({ server: url, caPem: ca.certPem, user: { name: 'auditor', ...user } });
  return { url, config, requests, stop, ca: ca.certPem };
}

/** Starts the miniature cluster on loopback: an API server in this process, and all metrics endpoints of the inventory. */
export async function startMiniatureCluster(options: MiniatureClusterOptions = {}): Promise<MiniatureCluster> {
  const authorities = await createAuthorities();
  const listening: Record<string, Listening> = {};
  for (const exporter of exporters) listening[exporter.key] = await startReplicas(exporter, authorities);
  const objects = miniatureObjects({ listening, metricsCa: authorities.metrics.certPem, retiredCa: authorities.retired.certPem });
  const api = await startApi({ pageSize: 5, ...options, objects });
  const folder = await mkdtemp(path.join(tmpdir(), 'pgx-audit-miniature-'));
  const file = path.join(folder, 'kubeconfig');
  await writeFile(file, api.config, { mode: 0o600 });
  const serversOf = (key: string): readonly RunningServer[] => listening[key]?.servers ?? [];
  return {
    kubeconfig: file,
    server: api.url,
    apiCa: api.ca,
    port: (key) => listening[key]?.port ?? 0,
    connections: (key) => serversOf(key).reduce((sum, server) => sum + server.connections(), 0),
    requests: () => api.requests,
    async stop() {
      const servers = Object.values(listening).flatMap((each) => each.servers);
      await Promise.all([api.stop(), ...servers.map((server) => server.stop())]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

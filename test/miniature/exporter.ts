import type { TlsOptions } from 'node:tls';
import { type CertificateKind, tlsSettings } from './certificates.ts';
import type { ExporterIdentity } from './exposition.ts';

/** What a ServiceMonitor endpoint says about TLS and credentials; the names of ConfigMaps and Secrets are in the monitor's namespace. */
interface MonitorSpec {
  readonly scheme?: 'https';
  readonly tlsConfig?: Readonly<Record<string, unknown>>;
  readonly credentials?: Readonly<Record<string, unknown>>;
}

/** One exporter of the miniature cluster: the workload that runs it, the Service and monitor in front, and how its port behaves. */
export interface Exporter {
  readonly key: string;
  readonly identity: ExporterIdentity;
  readonly namespace: string;
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly name: string; // of workload, Service and monitor
  readonly chart: string; // Helm chart and version, '' where it was not installed by Helm
  readonly labelName: string; // app.kubernetes.io/name
  readonly image: string;
  readonly args: readonly string[]; // {port} stands for the container port
  readonly port: number; // wished container port: distinct, as all pods share one address
  readonly portName: string;
  readonly service: { readonly type: 'ClusterIP' | 'LoadBalancer' | 'NodePort'; readonly annotations?: Readonly<Record<string, string>> };
  readonly monitor: MonitorSpec | null;
  readonly hostNetwork?: boolean;
  readonly listens: boolean; // false: the pod runs, and nothing answers
  readonly plaintext: boolean;
  readonly tls: TlsOptions | null;
  readonly certificates: readonly CertificateKind[]; // one a replica
  readonly clientCertificate: 'none' | 'optional' | 'required';
  readonly basicAuth: string;
}

/** What most exporters have in common. */
export const usual = {
  kind: 'Deployment',
  chart: '',
  args: [],
  service: { type: 'ClusterIP' },
  monitor: null,
  listens: true,
  plaintext: false,
  tls: tlsSettings.modern,
  certificates: ['healthy'],
  clientCertificate: 'none',
  basicAuth: '',
} as const;

export const webConfig = '--web.config.file=/etc/exporter/web/web-config.yaml';
/** The CA that issues the exporters' certificates, as trust-manager would copy it into every namespace. */
export const ca = { configMap: { name: 'metrics-ca', key: 'ca.crt' } };
export const verified = (serverName: string): MonitorSpec => ({ scheme: 'https', tlsConfig: { ca, serverName } });

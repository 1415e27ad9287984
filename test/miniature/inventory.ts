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

const usual = {
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

const webConfig = '--web.config.file=/etc/exporter/web/web-config.yaml';
/** The CA that issues the exporters' certificates, as trust-manager would copy it into every namespace. */
const ca = { configMap: { name: 'metrics-ca', key: 'ca.crt' } };
const verified = (serverName: string): MonitorSpec => ({ scheme: 'https', tlsConfig: { ca, serverName } });

const postgres = (version: string): ExporterIdentity => ({
  title: 'Postgres Exporter',
  prefix: 'postgres_exporter',
  version,
  subject: 'pg',
});
const postgresImage = 'quay.io/prometheuscommunity/postgres-exporter';

const databases: readonly Exporter[] = [
  {
    ...usual,
    key: 'plaintext', // the web-config has no certificate, which exporter-toolkit takes for "no TLS"
    identity: postgres('0.19.1'),
    namespace: 'orders',
    name: 'orders-prometheus-postgres-exporter',
    chart: 'prometheus-postgres-exporter-8.2.0',
    labelName: 'prometheus-postgres-exporter',
    image: `${postgresImage}:v0.19.1`,
    args: ['--config.file=/etc/postgres_exporter.yml', '--web.listen-address=:{port}', webConfig],
    port: 19187,
    portName: 'http',
    service: { type: 'LoadBalancer' },
    monitor: verified('orders-prometheus-postgres-exporter.orders.svc'),
    plaintext: true,
    tls: null,
    certificates: [],
  },
  {
    ...usual,
    key: 'clientCertificateRequired', // as it should be
    identity: postgres('0.19.1'),
    namespace: 'payments',
    name: 'payments-prometheus-postgres-exporter',
    chart: 'prometheus-postgres-exporter-8.2.0',
    labelName: 'prometheus-postgres-exporter',
    image: `${postgresImage}:v0.19.1`,
    args: ['--config.file=/etc/postgres_exporter.yml', '--web.listen-address=:{port}', webConfig],
    port: 29187,
    portName: 'http',
    monitor: {
      scheme: 'https',
      tlsConfig: {
        ca,
        serverName: 'payments-prometheus-postgres-exporter.payments.svc',
        cert: { secret: { name: 'prometheus-client', key: 'tls.crt' } },
        keySecret: { name: 'prometheus-client', key: 'tls.key' },
      },
    },
    clientCertificate: 'required',
  },
  {
    ...usual,
    key: 'clientCertificateOptional', // client_auth_type: RequestClientCert
    identity: { title: 'PgBouncer Exporter', prefix: 'pgbouncer_exporter', version: '0.11.0', subject: 'pgbouncer' },
    namespace: 'payments',
    name: 'payments-pgbouncer-exporter',
    labelName: 'prometheus-pgbouncer-exporter',
    image: 'quay.io/prometheuscommunity/pgbouncer-exporter:v0.11.0',
    args: ['--web.listen-address=:{port}', webConfig],
    port: 19127,
    portName: 'http',
    monitor: {
      scheme: 'https',
      tlsConfig: { ca: { secret: { name: 'pgbouncer-tls', key: 'ca.crt' } }, serverName: 'payments-pgbouncer-exporter.payments.svc' },
    },
    clientCertificate: 'optional',
  },
  {
    ...usual,
    key: 'tls10', // an old build behind an annotation: no monitor, no CA
    identity: { title: 'MySQLd Exporter', prefix: 'mysqld_exporter', version: '0.12.1', subject: 'mysql' },
    namespace: 'billing',
    kind: 'StatefulSet',
    name: 'billing-mysqld-exporter',
    labelName: 'prometheus-mysql-exporter',
    image: 'quay.io/prometheus/mysqld-exporter:v0.12.1',
    args: ['--web.listen-address=:{port}', '--web.ssl-cert-file=/tls/tls.crt', '--web.ssl-key-file=/tls/tls.key'],
    port: 19104,
    portName: 'mysql-exporter',
    service: { type: 'NodePort', annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/scheme': 'https' } },
    tls: tlsSettings.tls10too,
    certificates: ['sha1Rsa1024'],
  },
  {
    ...usual,
    key: 'only12', // its monitor still trusts the retired CA
    identity: { title: 'MongoDB Exporter', prefix: 'mongodb_exporter', version: '0.47.1', subject: 'mongodb' },
    namespace: 'catalogue',
    name: 'catalogue-prometheus-mongodb-exporter',
    chart: 'prometheus-mongodb-exporter-3.22.0',
    labelName: 'prometheus-mongodb-exporter',
    image: 'docker.io/percona/mongodb_exporter:0.47.1',
    args: ['--web.listen-address=:{port}', '--web.config=/etc/exporter/web/web-config.yaml'],
    port: 19216,
    portName: 'metrics',
    monitor: {
      scheme: 'https',
      tlsConfig: {
        ca: { configMap: { name: 'metrics-ca-2019', key: 'ca.crt' } },
        serverName: 'catalogue-prometheus-mongodb-exporter.catalogue.svc',
      },
    },
    tls: tlsSettings.only12,
  },
];

const platform: readonly Exporter[] = [
  {
    ...usual,
    key: 'both', // a migration that stopped half-way: TLS and plaintext on one port, the monitor's tlsConfig without scheme
    identity: { title: 'NGINX Prometheus Exporter', prefix: 'nginx_exporter', version: '1.4.2', subject: 'nginx' },
    namespace: 'edge',
    name: 'edge-prometheus-nginx-exporter',
    chart: 'prometheus-nginx-exporter-1.23.1',
    labelName: 'prometheus-nginx-exporter',
    image: 'docker.io/nginx/nginx-prometheus-exporter:1.4.2',
    port: 19113,
    portName: 'http',
    monitor: { tlsConfig: { ca, serverName: 'edge-prometheus-nginx-exporter.edge.svc' } },
    plaintext: true,
  },
  {
    ...usual,
    key: 'only13', // three replicas, one of which has got a certificate from the future
    identity: { title: 'Redis Exporter', prefix: 'redis_exporter', version: '1.86.0', subject: 'redis' },
    namespace: 'sessions',
    kind: 'StatefulSet',
    name: 'sessions-redis-exporter',
    chart: 'prometheus-redis-exporter-6.29.0',
    labelName: 'prometheus-redis-exporter',
    image: 'docker.io/oliver006/redis_exporter:v1.86.0',
    args: [
      '--web.listen-address=:{port}',
      '--tls-server-cert-file=/tls/tls.crt',
      '--tls-server-key-file=/tls/tls.key',
      '--tls-server-min-version=TLS1.3',
    ],
    port: 19121,
    portName: 'redis-exporter',
    monitor: verified('sessions-redis-exporter.sessions.svc'),
    tls: tlsSettings.only13,
    certificates: ['healthy', 'healthy', 'notYetValid'],
  },
  {
    ...usual,
    key: 'staticRsa', // scraped with a bearer token and without looking at the certificate
    identity: { title: 'Kafka Exporter', prefix: 'kafka_exporter', version: '1.9.0', subject: 'kafka' },
    namespace: 'messaging',
    name: 'messaging-kafka-exporter',
    chart: 'prometheus-kafka-exporter-3.1.1',
    labelName: 'prometheus-kafka-exporter',
    image: 'docker.io/danielqsj/kafka-exporter:v1.9.0',
    args: [
      '--web.listen-address=:{port}',
      '--server.tls.enabled',
      '--server.tls.cert-file=/tls/tls.crt',
      '--server.tls.key-file=/tls/tls.key',
    ],
    port: 19308,
    portName: 'exporter-port',
    monitor: {
      scheme: 'https',
      tlsConfig: { insecureSkipVerify: true },
      credentials: { bearerTokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token' },
    },
    tls: tlsSettings.staticRsa,
    certificates: ['rsa'],
  },
  {
    ...usual,
    key: 'expired',
    identity: { title: 'Elasticsearch Exporter', prefix: 'elasticsearch_exporter', version: '1.11.0', subject: 'elasticsearch' },
    namespace: 'search',
    name: 'search-prometheus-elasticsearch-exporter',
    chart: 'prometheus-elasticsearch-exporter-7.4.0',
    labelName: 'prometheus-elasticsearch-exporter',
    image: 'quay.io/prometheuscommunity/elasticsearch-exporter:v1.11.0',
    args: ['--web.listen-address=:{port}', webConfig],
    port: 19108,
    portName: 'http',
    monitor: verified('search-prometheus-elasticsearch-exporter.search.svc'),
    certificates: ['expired'],
  },
  {
    ...usual,
    key: 'expiring',
    identity: { title: 'Memcached Exporter', prefix: 'memcached_exporter', version: '0.16.0', subject: 'memcached' },
    namespace: 'sessions',
    name: 'sessions-memcached-exporter',
    chart: 'prometheus-memcached-exporter-0.6.0',
    labelName: 'prometheus-memcached-exporter',
    image: 'quay.io/prometheus/memcached-exporter:v0.16.0',
    args: ['--web.listen-address=:{port}', webConfig],
    port: 19150,
    portName: 'http-alt',
    monitor: verified('sessions-memcached-exporter.sessions.svc'),
    certificates: ['expiring'],
  },
  {
    ...usual,
    key: 'wrongName', // the certificate was made for the namespace it lived in before
    identity: { title: 'Node Exporter', prefix: 'node_exporter', version: '1.12.1', subject: 'node' },
    namespace: 'monitoring',
    kind: 'DaemonSet',
    name: 'node-exporter',
    chart: 'prometheus-node-exporter-4.56.1',
    labelName: 'prometheus-node-exporter',
    image: 'quay.io/prometheus/node-exporter:v1.12.1',
    args: ['--path.procfs=/host/proc', '--web.listen-address=:{port}', webConfig],
    port: 19100,
    portName: 'metrics',
    monitor: verified('node-exporter.monitoring.svc'),
    hostNetwork: true,
    certificates: ['wrongName'],
  },
  {
    ...usual,
    key: 'basicAuth', // the monitor has the password, and no CA
    identity: { title: 'Pushgateway', prefix: 'pushgateway', version: '1.11.2', subject: 'pushgateway' },
    namespace: 'monitoring',
    name: 'pushgateway',
    chart: 'prometheus-pushgateway-3.8.0',
    labelName: 'prometheus-pushgateway',
    image: 'quay.io/prometheus/pushgateway:v1.11.2',
    args: ['--web.listen-address=:{port}', webConfig],
    port: 19091,
    portName: 'http',
    monitor: {
      scheme: 'https',
      tlsConfig: { serverName: 'pushgateway.monitoring.svc' },
      credentials: { basicAuth: { username: { name: 'pushgateway', key: 'user' }, password: { name: 'pushgateway', key: 'password' } } },
    },
    basicAuth: 'prometheus:correct horse',
  },
];

/** A pod that runs and does not answer: its exporter crashes at start. */
const crashing: Exporter = {
  ...usual,
  key: 'crashing',
  identity: { title: 'RabbitMQ Exporter', prefix: 'rabbitmq_exporter', version: '1.0.0', subject: 'rabbitmq' },
  namespace: 'messaging',
  name: 'messaging-rabbitmq-exporter',
  labelName: 'prometheus-rabbitmq-exporter',
  image: 'docker.io/kbudde/rabbitmq-exporter:1.0.0',
  port: 19419,
  portName: 'publish',
  monitor: {},
  listens: false,
  tls: null,
  certificates: [],
};

/** The twelve metrics endpoints, and one that does not answer. */
export const exporters: readonly Exporter[] = [...databases, ...platform, crashing];

import { tlsSettings } from './certificates.ts';
import { type Exporter, ca, usual, verified, webConfig } from './exporter.ts';
import type { ExporterIdentity } from './exposition.ts';

const postgres = (version: string): ExporterIdentity => ({
  title: 'Postgres Exporter',
  prefix: 'postgres_exporter',
  version,
  subject: 'pg',
});
const postgresImage = 'quay.io/prometheuscommunity/postgres-exporter';

/** Exporters of databases. */
export const databases: readonly Exporter[] = [
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

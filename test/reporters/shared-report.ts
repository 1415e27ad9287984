import { createHash } from 'node:crypto';
import type { Origin } from '../../src/model/origin.ts';
import type { Finding, FindingSubject, FindingTarget, Report } from '../../src/model/report.ts';
import type { Reference, Severity } from '../../src/model/rule.ts';

const object = (kind: string, namespace: string, name: string): Origin => ({ kind, namespace, name, uid: `uid-${kind}-${name}` });

const orders: Origin = { ...object('Deployment', 'db', 'orders-exporter'), managedBy: 'Helm release orders' };
const node = object('DaemonSet', 'monitoring', 'node-exporter');
const billing = object('StatefulSet', 'billing', 'ledger-metrics');
const monitor = object('ServiceMonitor', 'monitoring', 'exporters');

const subject = (owner: Origin, port: number, exporter: string, scrapeField = ''): FindingSubject => ({
  kind: scrapeField === '' ? 'endpoint' : 'scrape',
  id: owner.kind === 'address' ? `address/${owner.name}` : `${owner.namespace}/${owner.kind}/${owner.name}:${port}`,
  owner,
  port,
  exporter,
  scrape: scrapeField === '' ? null : { id: 'serviceMonitor/monitoring/exporters/0', source: monitor, field: scrapeField },
});

const target = (id: string, number: number, verdict: FindingTarget['verdict'], more: Partial<FindingTarget> = {}): FindingTarget => ({
  id: `${id}@pod-${number}`,
  address: { host: `10.244.0.${number}`, port: 9187 },
  pod: { namespace: 'db', name: `pod-${number}`, uid: `uid-${number}`, node: 'worker-1' },
  verdict,
  reason: '',
  cause: null,
  ...more,
});

const reference = (id: string, section: string, says: string): Reference => ({
  id,
  section,
  url: `https://www.rfc-editor.org/rfc/${id.toLowerCase()}#section-${section}`,
  says,
});
const references: Readonly<Record<string, Reference>> = {
  rfc8996: reference('RFC8996', '2', 'TLS 1.0 and TLS 1.1 must not be negotiated'),
  rfc9325: reference('RFC9325', '3.2', 'a service that speaks TLS must not also answer without it'),
  rfc9110: reference('RFC9110', '11', 'access to a resource is controlled by authentication'),
  rfc5280: reference('RFC5280', '4.1.2.5', 'a certificate is valid only between its two dates'),
  rfc9525: reference('RFC9525', '6', 'the certificate must carry the name that the client asked for'),
};

const rule = (id: string, title: string, severity: Severity, category: string, cited: string, fix: string): Report['rules'][number] => {
  const found = references[cited];
  return { id, title, severity, category, references: found ? [found] : [], fix };
};

const rules: Report['rules'] = [
  rule(
    'plaintext',
    'Metrics are served without TLS',
    'high',
    'transport',
    'rfc9325',
    'give the exporter a web-config file with a certificate',
  ),
  rule(
    'obsolete-tls-version',
    'Obsolete TLS version accepted',
    'medium',
    'protocol',
    'rfc8996',
    'set tls_server_config.min_version: TLS12',
  ),
  rule('no-authentication', 'Metrics are readable without authentication', 'medium', 'access', 'rfc9110', 'set basic_auth_users'),
  rule('certificate-expiring', 'Certificate expires soon', 'medium', 'certificate', 'rfc5280', 'renew the certificate'),
  rule(
    'skip-verify',
    'Prometheus does not verify the certificate',
    'medium',
    'scrape',
    'rfc9525',
    'remove insecureSkipVerify and give the CA',
  ),
  rule('untrusted-chain', 'Prometheus does not trust the certificate', 'high', 'scrape', 'rfc5280', "give the monitor the issuer's CA"),
  rule('tls13-missing', 'TLS 1.3 is not accepted', 'low', 'protocol', 'rfc8996', 'rebuild with a current Go'),
];

interface Verdict {
  readonly rule: string;
  readonly subject: FindingSubject;
  readonly targets: readonly FindingTarget[];
}

function finding({ rule: id, subject: about, targets }: Verdict, verdict: Finding['verdict'], more: Partial<Finding> = {}): Finding {
  const {
    title,
    severity,
    category,
    references: cited,
  } = rules.find((each) => each.id === id) ?? { title: id, severity: 'low', category: '', references: [] };
  return {
    rule: id,
    title,
    category,
    verdict,
    severity,
    severityReason: '',
    basis: 'observed',
    subject: about,
    targets,
    message: title,
    cause: null,
    evidence: [],
    fix: null,
    references: cited,
    actionable: verdict === 'fail',
    controls: [],
    waiver: null,
    fingerprint: createHash('sha256')
      .update(`${id}|${about.id}|${about.scrape?.id ?? ''}|${verdict}`)
      .digest('hex'),
    ...more,
  };
}

const replicas = (id: string, ...verdicts: readonly FindingTarget['verdict'][]): readonly FindingTarget[] =>
  verdicts.map((verdict, index) => target(id, index + 1, verdict));

const ordersPort = subject(orders, 9187, 'postgres_exporter');
const nodePort = subject(node, 9100, 'node_exporter');
const nodeScrape = subject(node, 9100, 'node_exporter', 'spec.endpoints[0]');
const ordersScrape = subject(orders, 9187, 'postgres_exporter', 'spec.endpoints[1]');
const billingPort = subject(billing, 8443, '');
const named = subject({ kind: 'address', namespace: '', name: '192.0.2.7:9187' }, 9187, '');

const failed: readonly Finding[] = [
  finding({ rule: 'plaintext', subject: ordersPort, targets: replicas(ordersPort.id, 'fail', 'fail', 'fail') }, 'fail', {
    severity: 'critical',
    severityReason: 'reachable from outside the cluster through LoadBalancer db/orders',
    message: 'answers HTTP without TLS on port 9187',
    evidence: ['GET /metrics without TLS: 200, text/plain; version=0.0.4'],
    fix: {
      at: orders,
      field: '',
      text: 'write a web-config file and start the exporter with --web.config.file:\n\ntls_server_config:\n  cert_file: /tls/tls.crt\n  key_file: /tls/tls.key\n',
    },
  }),
  finding({ rule: 'no-authentication', subject: ordersPort, targets: replicas(ordersPort.id, 'fail', 'pass', 'fail') }, 'fail', {
    message: 'anyone who reaches the port can read the metrics (2 of 3: pod-1, pod-3)',
    evidence: ['GET /metrics without credentials: 200'],
    fix: { at: orders, field: '', text: 'set basic_auth_users in the web-config file, or ask for client certificates' },
  }),
  finding({ rule: 'obsolete-tls-version', subject: nodePort, targets: replicas(nodePort.id, 'fail') }, 'fail', {
    message: 'accepts TLSv1.0 and TLSv1.1',
    evidence: ['TLSv1.0 (0x0301) asked, accepted with TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA (0xC013)'],
    fix: { at: node, field: '', text: 'set tls_server_config.min_version: TLS12 in the web-config file' },
  }),
  finding({ rule: 'skip-verify', subject: nodeScrape, targets: replicas(nodePort.id, 'fail') }, 'fail', {
    basis: 'declared',
    message: 'insecureSkipVerify: true, so Prometheus accepts any certificate',
    fix: {
      at: monitor,
      field: 'spec.endpoints[0].tlsConfig',
      text: 'remove insecureSkipVerify and name the CA that issued the certificate',
    },
  }),
  finding({ rule: 'skip-verify', subject: ordersScrape, targets: replicas(ordersPort.id, 'fail', 'fail', 'fail') }, 'fail', {
    basis: 'declared',
    severity: 'high',
    severityReason: 'a credential is sent',
    message: 'insecureSkipVerify: true, so Prometheus accepts any certificate',
    fix: {
      at: monitor,
      field: 'spec.endpoints[1].tlsConfig',
      text: 'remove insecureSkipVerify and name the CA that issued the certificate',
    },
  }),
  finding({ rule: 'certificate-expiring', subject: billingPort, targets: replicas(billingPort.id, 'fail') }, 'fail', {
    message: 'the certificate of CN=帳簿 ledger, O=Büro Müller expires in 9 days, on 2026-12-02T00:00:00Z: 10% of its lifetime remain',
    evidence: ['SHA-256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    fix: { at: billing, field: '', text: 'renew the certificate, and let something renew it from now on' },
  }),
  finding(
    {
      rule: 'tls13-missing',
      subject: named,
      targets: [{ ...target(named.id, 7, 'fail'), address: { host: '192.0.2.7', port: 9187 }, pod: null }],
    },
    'fail',
    {
      message: 'accepts TLS 1.2 at most',
      fix: { at: named.owner, field: '', text: 'use a TLS library that speaks TLS 1.3' },
    },
  ),
];

const silent = 'no answer within 5 s';
const twoSilent = [
  target(billingPort.id, 1, 'pass'),
  target(billingPort.id, 2, 'unknown', { reason: silent, cause: 'could-not-look' }),
  target(billingPort.id, 3, 'unknown', { reason: silent, cause: 'could-not-look' }),
];
const unseen = { message: `${silent} (2 of 3: pod-2, pod-3)`, cause: 'could-not-look' } as const;
const others: readonly Finding[] = [
  finding({ rule: 'obsolete-tls-version', subject: billingPort, targets: twoSilent }, 'unknown', unseen),
  finding({ rule: 'tls13-missing', subject: billingPort, targets: twoSilent }, 'unknown', unseen),
  finding(
    {
      rule: 'untrusted-chain',
      subject: nodeScrape,
      targets: [target(nodePort.id, 1, 'unknown', { reason: 'the CA is in Secret monitoring/ca', cause: 'out-of-mode' })],
    },
    'unknown',
    { message: 'the CA is in Secret monitoring/ca', cause: 'out-of-mode' },
  ),
  finding({ rule: 'tls13-missing', subject: ordersPort, targets: replicas(ordersPort.id, 'not-applicable') }, 'not-applicable', {
    message: 'the port does not speak TLS',
  }),
  finding({ rule: 'no-authentication', subject: nodePort, targets: replicas(nodePort.id, 'waived') }, 'waived', {
    message: 'anyone who reaches the port can read the metrics',
    waiver: { reason: 'a NetworkPolicy lets only Prometheus in', by: 'sec-team', until: '2027-01-31' },
  }),
  finding({ rule: 'plaintext', subject: nodePort, targets: replicas(nodePort.id, 'pass') }, 'pass'),
  finding({ rule: 'tls13-missing', subject: nodePort, targets: replicas(nodePort.id, 'pass') }, 'pass'),
  finding({ rule: 'plaintext', subject: billingPort, targets: replicas(billingPort.id, 'pass', 'pass', 'pass') }, 'pass'),
];

/** One report with every verdict, both causes of unknown, several replicas, a monitor and an address; what every reporter is shown with. */
export const sharedReport: Report = {
  schemaVersion: '2.0',
  tool: {
    name: 'pgx-audit',
    version: '0.1.0',
    informationUri: 'https://example.org/pgx-audit',
    ruleSet: { digest: createHash('sha256').update('rules').digest('hex'), rules: rules.length },
  },
  startedAt: '2026-11-23T08:00:00.000Z',
  finishedAt: '2026-11-23T08:00:12.345Z',
  partial: false,
  partialReason: '',
  scope: { namespaces: [], selector: '', targets: ['192.0.2.7:9187'], allowCidr: [] },
  provenance: {
    cluster: {
      name: 'prod-eu',
      uid: '6a1f8f2e-3c1a-4b43-9a38-0c6a1d8a2f11',
      server: 'https://k8s.example.org:6443',
      context: 'prod-admin',
    },
    user: 'auditor',
    vantage: { via: 'direct', from: 'outside', tainted: '', notes: [] },
  },
  rules,
  coverage: {
    covered: 6,
    discovered: 8,
    percent: 75,
    unknownBecause: '',
    access: [
      { resource: 'services', outcome: 'listed', count: 41, detail: '' },
      { resource: 'endpointslices.discovery.k8s.io', outcome: 'listed', count: 44, detail: '' },
      { resource: 'servicemonitors.monitoring.coreos.com', outcome: 'listed', count: 3, detail: '' },
      {
        resource: 'nodes',
        outcome: 'forbidden',
        count: 0,
        detail: 'nodes is forbidden: User "auditor" cannot list resource "nodes" in API group "" at the cluster scope',
      },
    ],
  },
  minCoverage: null,
  allowEmpty: false,
  ledger: [
    { what: `${billingPort.id}@pod-3`, code: 'timed-out', because: 'could-not-look', reason: 'no answer within 5 s' },
    { what: 'Service db/legacy', code: 'external', because: 'excluded-by-policy', reason: 'ExternalName: it points outside the cluster' },
    {
      what: 'EndpointSlice shop/hand-written',
      code: 'not-proven',
      because: 'excluded-by-policy',
      reason: 'written by hand: 203.0.113.9 belongs to no running pod',
    },
  ],
  ledgerOmitted: 0,
  scrapes: [],
  observations: [
    {
      endpoint: nodePort.id,
      target: `${nodePort.id}@pod-1`,
      address: { host: '10.244.0.1', port: 9100 },
      pod: { namespace: 'monitoring', name: 'pod-1', uid: 'uid-1', node: 'worker-1' },
      proof: { proven: true, by: 'the running pod monitoring/pod-1 has this address' },
      connections: 5,
      milliseconds: 41,
      facts: [
        { group: 'transport', basis: 'observed', known: { tls: true, plaintext: false } },
        { group: 'client_auth', basis: 'observed', unknown: silent, cause: 'could-not-look' },
        { group: 'exposure', basis: 'declared', known: { external: false, via: [] } },
      ],
    },
    {
      endpoint: ordersPort.id,
      target: `${ordersPort.id}@pod-1`,
      address: { host: '10.244.0.2', port: 9187 },
      pod: { namespace: 'db', name: 'pod-1', uid: 'uid-2', node: 'worker-1' },
      proof: { proven: true, by: 'the running pod db/pod-1 has this address' },
      connections: 2,
      milliseconds: 3,
      facts: [{ group: 'tls', basis: 'observed', absent: 'the port does not speak TLS' }],
    },
  ],
  findings: [...failed, ...others],
};

/** The same, interrupted, with a coverage asked for that was not reached. */
export const partialReport: Report = {
  ...sharedReport,
  partial: true,
  partialReason: 'deadline of 60s reached',
  minCoverage: 90,
};

/** A report in which nothing was found. */
export const cleanReport: Report = {
  ...sharedReport,
  scope: { ...sharedReport.scope, targets: [] },
  coverage: { ...sharedReport.coverage, covered: 2, discovered: 2, percent: 100, access: [] },
  ledger: [],
  findings: sharedReport.findings.filter((each) => each.verdict === 'pass'),
};

/** A scan that found nothing to look at. */
export const emptyReport: Report = {
  ...cleanReport,
  coverage: { ...cleanReport.coverage, covered: 0, discovered: 0, percent: null },
  observations: [],
  findings: [],
};

const podsForbidden = 'User "auditor" cannot list resource "pods" in API group "" at the cluster scope';

/** The report as it would be to somebody who may not list pods. */
export const forbiddenReport: Report = {
  ...sharedReport,
  coverage: {
    ...sharedReport.coverage,
    percent: null,
    unknownBecause: 'pods: forbidden',
    access: [{ resource: 'pods', outcome: 'forbidden', count: 0, detail: `pods is forbidden: ${podsForbidden}` }],
  },
};

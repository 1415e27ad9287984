import type { Finding, Report } from '../../src/model/report.ts';

/** A finding of one target, as far as exit codes and coverage look at it. */
export const someFinding = (over: Partial<Finding>): Finding => ({
  rule: 'plaintext',
  title: 'Metrics served in plaintext',
  category: 'protocol',
  verdict: 'pass',
  severity: 'high',
  severityReason: '',
  basis: 'observed',
  subject: {
    kind: 'endpoint',
    id: 'db/Deployment/pgx:9187',
    owner: { kind: 'Deployment', namespace: 'db', name: 'pgx' },
    port: 9187,
    exporter: '',
    scrape: null,
  },
  targets: [],
  message: '',
  cause: null,
  evidence: [],
  fix: null,
  references: [],
  actionable: over.verdict === 'fail',
  controls: [],
  waiver: null,
  fingerprint: '0'.repeat(64),
  ...over,
});

/** A report of one target that was covered, without findings. */
export const someReport = (over: Partial<Report>): Report => ({
  schemaVersion: '2.0',
  tool: { name: 'pgx-audit', version: '0.0.0', ruleSet: { digest: '', rules: 0 } },
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:01.000Z',
  partial: false,
  partialReason: '',
  scope: { namespaces: [], selector: '', targets: [], allowCidr: [] },
  provenance: { cluster: null, user: '', vantage: { via: 'direct', from: 'outside', tainted: '', notes: [] } },
  rules: [],
  coverage: { covered: 1, discovered: 1, percent: 100, unknownBecause: '', access: [] },
  minCoverage: null,
  allowEmpty: false,
  ledger: [],
  ledgerOmitted: 0,
  scrapes: [],
  observations: [],
  findings: [],
  ...over,
});

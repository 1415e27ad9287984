import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factOf } from '../../src/model/fact.ts';
import type { Report } from '../../src/model/report.ts';
import type { Verdict } from '../../src/model/rule.ts';
import { type MiniatureCluster, startMiniatureCluster } from '../miniature/cluster.ts';
import { exporters } from '../miniature/inventory.ts';
import { type CliResult, pgxAudit } from './support/cli.ts';
import { endpointId, findingOf, observationsOf } from './support/report.ts';

/** What each exporter of the miniature cluster is there to show: rule, exporter, verdict. */
const expected: readonly (readonly [rule: string, exporter: string, verdict: Verdict, severity?: string])[] = [
  ['plaintext', 'plaintext', 'fail', 'critical'], // a LoadBalancer is in front
  ['plaintext', 'only13', 'pass'],
  ['plaintext', 'crashing', 'unknown'],
  ['plaintext-beside-tls', 'both', 'fail'],
  ['plaintext-beside-tls', 'only12', 'pass'],
  ['scheme-mismatch', 'plaintext', 'fail', 'high'],
  ['scheme-mismatch', 'only13', 'pass'],
  ['tls-config-unused', 'both', 'fail'],
  ['tls-config-unused', 'only13', 'pass'],
  ['obsolete-tls-version', 'tls10', 'fail'],
  ['obsolete-tls-version', 'only12', 'pass'],
  ['obsolete-tls-version', 'plaintext', 'not-applicable'],
  ['tls13-missing', 'only12', 'fail', 'low'],
  ['tls13-missing', 'only13', 'pass'],
  ['broken-cipher-suite', 'tls10', 'fail', 'high'], // NULL
  ['broken-cipher-suite', 'only12', 'pass'],
  ['no-forward-secrecy', 'staticRsa', 'fail'],
  ['no-forward-secrecy', 'only13', 'pass'],
  ['no-authentication', 'plaintext', 'fail'],
  ['no-authentication', 'basicAuth', 'pass'],
  ['no-authentication', 'clientCertificateRequired', 'pass'],
  ['client-cert-not-required', 'clientCertificateOptional', 'fail'],
  ['client-cert-not-required', 'clientCertificateRequired', 'pass'],
  ['client-cert-not-required', 'only12', 'not-applicable'],
  ['certificate-expired', 'expired', 'fail', 'critical'],
  ['certificate-expired', 'expiring', 'pass'],
  ['certificate-not-yet-valid', 'only13', 'fail'],
  ['certificate-expiring', 'expiring', 'fail', 'medium'],
  ['certificate-expiring', 'only12', 'pass'],
  ['certificate-lifetime', 'tls10', 'fail'],
  ['certificate-lifetime', 'only12', 'pass'],
  ['weak-key', 'tls10', 'fail', 'medium'],
  ['weak-key', 'staticRsa', 'pass'],
  ['weak-signature', 'tls10', 'fail'],
  ['weak-signature', 'staticRsa', 'pass'],
  ['name-mismatch', 'wrongName', 'fail'],
  ['name-mismatch', 'clientCertificateRequired', 'pass'],
  ['name-mismatch', 'staticRsa', 'not-applicable'], // nobody verifies
  ['untrusted-chain', 'only12', 'fail'],
  ['untrusted-chain', 'clientCertificateRequired', 'pass'],
  ['untrusted-chain', 'clientCertificateOptional', 'unknown'], // its CA is in a Secret
  ['skip-verify', 'staticRsa', 'fail', 'high'], // with a bearer token
  ['skip-verify', 'only13', 'pass'],
  ['ca-missing', 'basicAuth', 'fail'],
  ['ca-missing', 'only13', 'not-applicable'], // it gives one
  ['replicas-differ', 'only13', 'fail'],
];

/** Rules beyond these are held to their own examples. */
const rules = [...new Set(expected.map(([rule]) => rule))].sort();

describe('the miniature cluster', () => {
  let cluster: MiniatureCluster;
  let folder: string;
  let table: CliResult;
  let report: Report;
  let sarif: Sarif;
  let junit: string;

  beforeAll(async () => {
    cluster = await startMiniatureCluster();
    folder = await mkdtemp(path.join(tmpdir(), 'pgx-audit-verdicts-'));
    const file = (format: string): string => path.join(folder, `report.${format}`);
    const outputs = ['json', 'sarif', 'junit'].flatMap((format) => ['-o', `${format}=${file(format)}`]);
    table = await pgxAudit(['scan', '--kubeconfig', cluster.kubeconfig, '--allow-cidr', '127.0.0.0/8', '--min-coverage', '50', ...outputs]);
    report = JSON.parse(await readFile(file('json'), 'utf8')) as Report;
    sarif = JSON.parse(await readFile(file('sarif'), 'utf8')) as Sarif;
    junit = await readFile(file('junit'), 'utf8');
  }, 60_000);

  afterAll(async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('ends with findings', () => {
    expect(table.code).toBe(1);
    expect(report.partial).toBe(false);
    expect(table.stderr).not.toMatch(/warning/i);
  });

  it.each(expected.map(([rule, key, verdict, severity]) => ({ rule, key, wanted: { verdict, ...(severity ? { severity } : {}) } })))(
    '$rule on $key: $wanted.verdict',
    ({ rule, key, wanted }) => {
      expect(findingOf(report, rule, endpointId(cluster, key))).toMatchObject(wanted);
    },
  );

  it('lets each of these rules fail somewhere', () => {
    const failed = new Set(report.findings.filter(({ verdict }) => verdict === 'fail').map(({ rule }) => rule));
    expect(rules.filter((rule) => !failed.has(rule))).toEqual([]);
  });

  it('finds nothing wrong with the exporter that is as it should be', () => {
    const wrong = report.findings.filter(
      ({ rule, subject, verdict }) =>
        rules.includes(rule) &&
        subject.id === endpointId(cluster, 'clientCertificateRequired') &&
        verdict !== 'pass' &&
        verdict !== 'not-applicable',
    );
    expect(wrong).toEqual([]);
  });

  it('names the replica that differs', () => {
    const finding = findingOf(report, 'certificate-not-yet-valid', endpointId(cluster, 'only13'));
    const pods = finding?.targets.filter(({ verdict }) => verdict === 'fail').map(({ pod }) => pod?.name);
    expect(pods).toEqual(['sessions-redis-exporter-2']);
  });

  it('tells what kept it from looking, and what it was not told to look at', () => {
    expect(findingOf(report, 'plaintext', endpointId(cluster, 'crashing'))).toMatchObject({
      cause: 'could-not-look',
      message: expect.stringContaining('connection refused') as string,
    });
    expect(findingOf(report, 'untrusted-chain', endpointId(cluster, 'clientCertificateOptional'))).toMatchObject({
      cause: 'out-of-mode',
      message: expect.stringContaining('secrets/get') as string,
    });
  });

  it('counts as covered all but the one that did not answer and the one that it did not dial', () => {
    const { discovered, covered, percent } = report.coverage;
    expect({ discovered, missing: discovered - covered }).toEqual({ discovered: report.observations.length, missing: 2 });
    expect(percent).toBeCloseTo((100 * covered) / discovered);
  });

  it('ends every target with verdicts or with one reason code, in every format', () => {
    const unseen = report.observations.filter(({ facts }) => {
      const transport = factOf(facts, 'transport', 'observed');
      return transport === undefined || 'unknown' in transport;
    });
    const codes = new Map(report.ledger.map(({ what, code }) => [what, code]));
    expect(unseen.map(({ target }) => codes.get(target))).toEqual(expect.arrayContaining(['unreachable', 'not-proven']));
    expect(unseen.filter(({ target }) => !codes.has(target))).toEqual([]);
    const judged = report.observations.filter((each) => !unseen.includes(each)).map(({ target }) => target);
    expect(judged.filter((target) => codes.has(target))).toEqual([]);
    for (const { what, code } of report.ledger) {
      const name = what.split('@')[0] ?? '';
      expect(junit).toContain(`${name} (${code})`);
      expect(JSON.stringify(sarif)).toContain(`(${code})`);
      expect(table.stdout).toContain(`${code}: `);
    }
  });

  it('dials nobody that it could not prove, and nobody more often than 12 times', () => {
    const unprobed = report.ledger.map(({ what, reason }) => `${what}: ${reason}`).join('\n');
    expect(unprobed).toMatch(/managed-mongodb.*ExternalName/);
    expect(unprobed).toMatch(/nightly-check.*finished/i);
    expect(unprobed).toMatch(/shop-frontend/);
    expect(observationsOf(report, 'billing/Service/mainframe-metrics:9100')).toMatchObject([{ proof: { proven: false }, connections: 0 }]);
    const answering = exporters.filter(({ listens }) => listens).map(({ key }) => key);
    const told = answering.map((key) => observationsOf(report, endpointId(cluster, key)).map(({ connections }) => connections));
    expect(answering.map((key) => cluster.connections(key))).toEqual(told.map((counts) => counts.reduce((sum, count) => sum + count, 0)));
    expect(Math.max(...told.flat())).toBeLessThanOrEqual(12);
    expect(cluster.connections('plaintext')).toBeLessThanOrEqual(2);
  });

  it('reads the cluster page by page, and only reads', () => {
    const requests = cluster.requests();
    expect(requests.every(({ method, user }) => method === 'GET' && user === 'auditor')).toBe(true);
    expect(requests.filter(({ url }) => url.includes('continue=')).length).toBeGreaterThan(5);
    expect(requests.some(({ url }) => url.includes('/secrets'))).toBe(false);
  });

  it('table: groups by where to fix, and names what was not probed', () => {
    expect(table.stdout).toContain('orders/orders-prometheus-postgres-exporter');
    expect(table.stdout).toMatch(/CRITICAL/i);
    expect(table.stdout).toMatch(/managed-mongodb/);
    expect(table.stdout).toMatch(/coverage/i);
    expect(rules.filter((rule) => !table.stdout.includes(rule))).toEqual([]);
  });

  it('json: follows the published schema', async () => {
    const ajv = new Ajv2020({ allErrors: true, strictRequired: false });
    addFormats.default(ajv);
    const validate = ajv.compile(JSON.parse(await readFile('schema/report.schema.json', 'utf8')) as object);
    expect(validate(report) ? [] : validate.errors).toEqual([]);
  });

  it('json: has every verdict but waived', () => {
    expect([...new Set(report.findings.map(({ verdict }) => verdict))].sort()).toEqual(['fail', 'not-applicable', 'pass', 'unknown']);
    expect(report.provenance.cluster?.uid).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('sarif: one result a failed rule, and a notification for what could not be seen', () => {
    const [run] = sarif.runs;
    const failed = report.findings.filter(({ verdict }) => verdict === 'fail');
    expect(run?.results.map(({ ruleId }) => ruleId).sort()).toEqual(failed.map(({ rule }) => rule).sort());
    const told = JSON.stringify(run?.invocations[0]?.toolExecutionNotifications);
    expect(told).toContain('connection refused');
    expect(told).toContain('messaging-rabbitmq-exporter');
    expect(run?.invocations[0]?.executionSuccessful).toBe(true);
  });

  it('junit: failed, could not look, out of mode and passed', () => {
    const cases = junit.split('<testcase ').slice(1);
    const ofEndpoint = (key: string): string => cases.filter((text) => text.includes(endpointId(cluster, key))).join('\n');
    expect(ofEndpoint('plaintext')).toMatch(/<failure[\s\S]*plaintext/);
    expect(ofEndpoint('crashing')).toMatch(/<error[\s\S]*connection refused/);
    expect(ofEndpoint('clientCertificateOptional')).toMatch(/<skipped[\s\S]*secrets\/get/);
    const known = cases.filter((text) => rules.some((rule) => text.includes(`"${rule}"`) || text.includes(`"${rule} (`)));
    expect(known.filter((text) => text.includes(endpointId(cluster, 'clientCertificateRequired')))).toEqual([]);
    expect(ofEndpoint('clientCertificateRequired')).toMatch(/rules passed/);
  });
});

interface Sarif {
  readonly runs: readonly {
    readonly results: readonly { readonly ruleId: string }[];
    readonly invocations: readonly { readonly executionSuccessful: boolean; readonly toolExecutionNotifications: unknown }[];
  }[];
}

import type { Log, Run } from 'sarif';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { sarif } from '../../src/reporters/sarif.ts';
import { cleanReport, emptyReport, forbiddenReport, partialReport, sharedReport } from './shared-report.ts';

function runOf(report: Report, includeWaived = false): Run {
  const log = JSON.parse([...sarif(report, { width: 80, colour: false, verbose: false, includeWaived })].join('')) as Log;
  const [run] = log.runs;
  if (!run) throw new Error('no run');
  return run;
}
const resultsOf = (report: Report, includeWaived = false): NonNullable<Run['results']> => runOf(report, includeWaived).results ?? [];
const succeeded = (report: Report): boolean | undefined => runOf(report).invocations?.[0]?.executionSuccessful;

const id = (report: Report): string | undefined => runOf(report).automationDetails?.id;

describe('SARIF', () => {
  it('keeps clusters, manifests and named addresses apart, so that uploads do not close one another’s alerts', () => {
    const without: Report = { ...sharedReport, provenance: { ...sharedReport.provenance, cluster: null } };
    expect(id(sharedReport)).toBe('pgx-audit/prod-eu/');
    expect(id({ ...without, scope: { ...without.scope, targets: [] } })).toBe('pgx-audit/manifests/');
    expect(id(without)).toBe('pgx-audit/addresses/');
  });

  it('knows a finding again by its fingerprint, whatever the pod', () => {
    const [finding] = sharedReport.findings;
    const [result] = resultsOf(sharedReport);
    expect(result?.partialFingerprints).toEqual({
      primaryLocationLineHash: `${finding?.fingerprint.slice(0, 16)}:1`,
      'pgxAudit/v1': finding?.fingerprint,
    });
  });

  it('leads to the object to change, and names the endpoint', () => {
    const result = resultsOf(sharedReport).find((each) => each.ruleId === 'skip-verify');
    const [location] = result?.locations ?? [];
    expect(location?.physicalLocation).toEqual({
      artifactLocation: { uri: 'pgx-audit/prod-eu/monitoring/ServiceMonitor/exporters' },
      region: { startLine: 1 },
    });
    expect(location?.logicalLocations?.map((each) => each.fullyQualifiedName)).toEqual([
      'monitoring/DaemonSet/node-exporter:9100',
      'monitoring/ServiceMonitor/exporters',
    ]);
  });

  it('escapes what a name brings into the path', () => {
    const cluster = { name: 'prod/eu west', uid: '', server: '', context: '' };
    const report: Report = { ...sharedReport, provenance: { ...sharedReport.provenance, cluster } };
    const uris = resultsOf(report).map((each) => each.locations?.[0]?.physicalLocation?.artifactLocation?.uri);
    expect(uris).toContain('pgx-audit/prod%2Feu%20west/address/192.0.2.7%3A9187');
  });

  it('has the level of the finding, and the severity of the rule as a number', () => {
    const run = runOf(sharedReport);
    expect(run.results?.map(({ ruleId, level }) => `${ruleId} ${level}`)).toContain('plaintext error');
    expect(run.results?.map(({ ruleId, level }) => `${ruleId} ${level}`)).toContain('tls13-missing note');
    expect(run.tool.driver.rules?.find((rule) => rule.id === 'plaintext')?.properties?.['security-severity']).toBe('8.0');
    for (const { ruleId, ruleIndex = -1 } of run.results ?? []) expect(run.tool.driver.rules?.[ruleIndex]?.id).toBe(ruleId);
  });

  it('has no result for what passed, does not apply or is waived', () => {
    const failed = sharedReport.findings.filter((finding) => finding.verdict === 'fail');
    expect(resultsOf(sharedReport)).toHaveLength(failed.length);
    expect(resultsOf(cleanReport)).toEqual([]);
  });

  it('suppresses waived results where they are asked for', () => {
    const results = resultsOf(sharedReport, true);
    const suppressed = results.filter((result) => result.suppressions?.length === 1);
    expect(suppressed.map((result) => result.ruleId)).toEqual(['no-authentication']);
    expect(suppressed[0]?.suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'a NetworkPolicy lets only Prometheus in. By sec-team, until 2027-01-31.' },
    ]);
    expect(results.every((result) => Array.isArray(result.suppressions))).toBe(true);
  });

  it('tells what it does not know as notifications', () => {
    const told = runOf(sharedReport).invocations?.[0]?.toolExecutionNotifications ?? [];
    const unknown = told.filter((each) => each.associatedRule !== undefined);
    expect(unknown.map(({ level, descriptor, associatedRule }) => `${level} ${descriptor?.id} ${associatedRule?.id}`)).toEqual([
      'warning could-not-look obsolete-tls-version',
      'warning could-not-look tls13-missing',
    ]);
    const unasked = told.filter((each) => each.descriptor?.id === 'out-of-mode').map((each) => each.message.text);
    expect(unasked).toEqual([expect.stringMatching(/\(untrusted-chain; 1 endpoint or object\)\.$/)]);
    expect(told.map((each) => each.message.text)).toContain('Service db/legacy: ExternalName: it points outside the cluster (external).');
    expect(told.some((each) => each.descriptor?.id === 'not-listed')).toBe(true);
  });

  it('is successful without any target only where that was allowed', () => {
    const coverage = { covered: 0, discovered: 0, percent: null, unknownBecause: '', access: [] };
    const empty = { ...cleanReport, findings: [], observations: [], coverage };
    expect(succeeded(empty)).toBe(false);
    expect(succeeded({ ...empty, allowEmpty: true })).toBe(true);
    expect(succeeded({ ...empty, allowEmpty: true, coverage: { ...coverage, unknownBecause: 'pods: forbidden' } })).toBe(false);
  });

  it('is successful only where it is the whole truth', () => {
    expect(succeeded(sharedReport)).toBe(true);
    expect(succeeded({ ...sharedReport, partial: true })).toBe(false);
    expect(succeeded({ ...sharedReport, minCoverage: 75 })).toBe(true);
    expect(succeeded({ ...sharedReport, minCoverage: 75.1 })).toBe(false);
    expect(succeeded({ ...sharedReport, coverage: { ...sharedReport.coverage, covered: 0, percent: 0 } })).toBe(false);
    expect(runOf(partialReport).invocations?.[0]?.toolExecutionNotifications?.[0]).toMatchObject({ level: 'error' });
  });

  it.each([
    ['found nothing', emptyReport, 'no target was found, nothing was looked at.'],
    ['could not list pods', forbiddenReport, 'pods could not be listed (forbidden): what else there is, nobody knows.'],
  ])('fails with the reason where the scan %s, so that no platform closes alerts', (_, report, text) => {
    const [invocation] = runOf(report).invocations ?? [];
    expect(invocation?.executionSuccessful).toBe(false);
    expect(invocation?.toolExecutionNotifications?.[0]).toMatchObject({
      level: 'error',
      descriptor: { id: 'incomplete' },
      message: { text },
    });
  });
});

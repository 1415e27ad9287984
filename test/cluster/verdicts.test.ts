import { beforeAll, describe, expect, inject, it } from 'vitest';
import { knownOf } from '../../src/model/fact.ts';
import type { Tls } from '../../src/model/facts.ts';
import type { Observation, Report } from '../../src/model/report.ts';
import { observationsOf, reasonsOf, rulesWith, type Scan, scan } from './scan.ts';

const fixtures = inject('fixtures');
let scanned: Scan;
let report: Report;

beforeAll(async () => {
  scanned = await scan('--kubeconfig', inject('kubeconfig'));
  report = scanned.report;
});

function acceptedVersions(observations: readonly Observation[]): string[] {
  const asked = observations.flatMap(({ facts }) => knownOf<Tls>(facts, 'tls')?.versions ?? []);
  return [...new Set(asked.filter((version) => version.accepted === true).map((version) => version.name))].toSorted();
}

/** Whether scrapes succeed is held to Prometheus's own word (scrapes.test.ts), and what it has loaded was not asked here. */
const isOurs = (text: string): boolean => !text.startsWith('scrape-fails') && !text.includes('no --prometheus-url');

describe.each(fixtures)('$namespace/$name', ({ endpoint, replicas, expect: expected }) => {
  it('fails the rules that it breaks, and no other', () => {
    expect(rulesWith(report, endpoint, 'fail').filter(isOurs)).toEqual(expected.fails.toSorted());
  });

  it('leaves nothing unknown that can be known', () => {
    expect(reasonsOf(report, endpoint).filter(isOurs)).toEqual(
      (expected.unknown ?? []).map((rule) => expect.stringContaining(`${rule}: `)),
    );
  });

  it('is seen whole, within the connections that were promised', () => {
    const observations = observationsOf(report, endpoint);
    expect(observations).toHaveLength(replicas);
    for (const observation of observations) {
      expect(observation.connections).toBeGreaterThan(0);
      expect(observation.connections).toBeLessThanOrEqual(expected.connections);
    }
    expect(acceptedVersions(observations)).toEqual(expected.versions);
  });
});

it('names the replica that differs', () => {
  const differs = report.findings.filter((finding) => finding.rule === 'obsolete-tls-version' && finding.subject.id.includes('/replicas:'));
  expect(differs.map((finding) => finding.targets.filter((target) => target.verdict === 'fail').map((target) => target.pod?.name))).toEqual(
    [['replicas-2'], ['replicas-2']],
  );
});

it('ends with findings, complete, with the cluster named', () => {
  expect(scanned.code).toBe(1);
  expect(report.partial).toBe(false);
  expect(report.coverage.percent).not.toBeNull();
  expect(report.provenance.cluster?.uid).toMatch(/^[0-9a-f-]{36}$/);
});

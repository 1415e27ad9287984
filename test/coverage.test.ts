import { describe, expect, it } from 'vitest';
import { coverageOf, decidingFindings } from '../src/coverage.ts';
import type { FindingTarget } from '../src/model/report.ts';
import { someEndpoint, someScrape } from './support/endpoint.ts';
import { someFinding } from './support/report.ts';

const member = (id: string, over: Partial<FindingTarget>): FindingTarget => ({
  id,
  address: null,
  pod: null,
  verdict: 'pass',
  reason: '',
  cause: null,
  ...over,
});
const access = (resource: string, outcome: 'listed' | 'forbidden' | 'absent' | 'failed' | 'partial') => ({
  resource,
  outcome,
  count: 0,
  detail: '',
});

describe('coverage', () => {
  it('counts a target whose rules ended pass, fail or not-applicable', () => {
    const findings = [
      someFinding({ targets: [member('a', {}), member('b', { verdict: 'fail' })] }),
      someFinding({ targets: [member('a', { verdict: 'not-applicable' })] }),
    ];
    expect(coverageOf(['a', 'b'], findings, [])).toMatchObject({ covered: 2, discovered: 2, percent: 100 });
  });
  it('does not count a target that one rule could not look at', () => {
    const findings = [
      someFinding({ targets: [member('a', {}), member('b', {})] }),
      someFinding({ targets: [member('b', { verdict: 'unknown', cause: 'could-not-look' })] }),
    ];
    expect(coverageOf(['a', 'b'], findings, [])).toMatchObject({ covered: 1, percent: 50 });
  });
  it('forgives what this run was not told to ask', () => {
    const findings = [someFinding({ targets: [member('a', { verdict: 'unknown', cause: 'out-of-mode' })] })];
    expect(coverageOf(['a'], findings, [])).toMatchObject({ covered: 1, percent: 100 });
  });
  it.each(['services', 'endpointslices.discovery.k8s.io', 'pods', 'servicemonitors.monitoring.coreos.com'])(
    'is unknown without %s',
    (resource) => {
      expect(coverageOf(['a'], [], [access(resource, 'forbidden')])).toMatchObject({
        percent: null,
        unknownBecause: `${resource}: forbidden`,
      });
    },
  );
  it('is known without the ServiceMonitor CRD, and without nodes', () => {
    expect(coverageOf(['a'], [], [access('servicemonitors.monitoring.coreos.com', 'absent'), access('nodes', 'forbidden')]).percent).toBe(
      100,
    );
  });
  it('does not ask what cannot be seen of scrapes that other namespaces declare', () => {
    const scrapes = [someScrape(), someScrape({ id: 'serviceMonitor/evil/m/0', foreign: true })];
    const unseen = [member('a', { verdict: 'unknown', cause: 'could-not-look' })];
    const findings = scrapes.map((scrape) => {
      const finding = someFinding({ targets: unseen });
      return { ...finding, subject: { ...finding.subject, id: 'db/Deployment/pgx:9187', scrape } };
    });
    expect(decidingFindings(findings, [someEndpoint({ scrapes })]).map(({ subject }) => subject.scrape?.id)).toEqual([
      'serviceMonitor/db/pgx/0',
    ]);
  });
});

import type { Log } from 'sarif';
import { beforeAll, describe, expect, it } from 'vitest';
import { pgxAudit } from '../e2e/support/cli.ts';
import { startMiniatureCluster } from '../miniature/cluster.ts';
import { rendered } from './reports.ts';
import { sarifProblems } from './sarif-multitool.ts';
import { junitProblems } from './xmllint.ts';

describe("SARIF, by Microsoft's validator with GitHub's rules", () => {
  it('has no error and no warning', async () => {
    expect(await sarifProblems(rendered('sarif'))).toEqual([]);
  });

  it('has none with waived results either', async () => {
    expect(await sarifProblems(rendered('sarif', { includeWaived: true }))).toEqual([]);
  });

  it('would be told: planted mistakes are found', async () => {
    const log = JSON.parse(rendered('sarif')['shared'] ?? '') as Log;
    const [first, second] = log.runs[0]?.results ?? [];
    delete first?.locations?.[0]?.physicalLocation?.region;
    if (second) second.locations = [];
    const problems = await sarifProblems({ planted: JSON.stringify(log) });
    expect(problems.filter((problem) => problem.startsWith('planted.sarif: warning SARIF2017'))).toHaveLength(1);
    expect(problems.filter((problem) => problem.startsWith('planted.sarif: error GH1015'))).toHaveLength(1);
  });
});

describe("JUnit, by libxml2 with Jenkins' schema", () => {
  it('is valid', async () => {
    expect(await junitProblems(rendered('junit'))).toEqual([]);
  });

  it('would be told: planted mistakes are found', async () => {
    const report = rendered('junit')['shared'] ?? '';
    const problems = await junitProblems({
      attribute: report.replace('<testsuites ', '<testsuites skipped="1" '),
      time: report.replace('time="12.345"', 'time="1e3"'),
      markup: report.replace('</testcase>', ''),
    });
    for (const name of ['attribute.xml', 'time.xml', 'markup.xml'])
      expect(problems.filter((problem) => problem.startsWith(name))).not.toEqual([]);
  });
});

describe('the command line on the miniature cluster', () => {
  const scanned: Record<'sarif' | 'junit', string> = { sarif: '', junit: '' };
  beforeAll(async () => {
    const cluster = await startMiniatureCluster();
    const args = ['scan', '--kubeconfig', cluster.kubeconfig, '--allow-cidr', '127.0.0.0/8', '--format'];
    for (const format of ['sarif', 'junit'] as const) scanned[format] = (await pgxAudit([...args, format])).stdout;
    await cluster.stop();
  });

  it('writes valid SARIF', async () => {
    // The one warning is about informationUri: package.json names no home page, and none is invented.
    expect(await sarifProblems({ scanned: scanned.sarif })).toEqual(['scanned.sarif: warning SARIF2005 runs[0].tool.driver pgx-audit']);
  });
  it('writes valid JUnit', async () => expect(await junitProblems({ scanned: scanned.junit })).toEqual([]));
});

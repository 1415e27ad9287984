import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { junit } from '../../src/reporters/junit.ts';
import { emptyReport, forbiddenReport, partialReport, sharedReport } from './shared-report.ts';

const render = (report: Report): string => [...junit(report, { width: 80, colour: false, verbose: false, includeWaived: false })].join('');

/** What stands between a case's tags. */
function caseOf(xml: string, suite: string, name: string): string {
  const [, cases = ''] = new RegExp(`<testsuite name="${suite}"[^]*?>([^]*?)</testsuite>`).exec(xml) ?? [];
  const [, content = ''] = new RegExp(`<testcase name="${name}(?: [(][^"]*)?"[^>]*?(?:/>|>([^]*?)</testcase>)`).exec(cases) ?? [];
  return content.trim();
}

const coverageOf = (report: Report): string => caseOf(render(report), 'scan', 'coverage');

const ledger = 'billing/StatefulSet/ledger-metrics:8443';
const node = 'monitoring/DaemonSet/node-exporter:9100';

describe('JUnit', () => {
  const xml = render(sharedReport);

  it('has a suite per endpoint, and one for the scan', () => {
    const suites = [...xml.matchAll(/<testsuite name="([^"]+)"/g)].map(([, name]) => name);
    expect(suites).toEqual(['scan', 'address/192.0.2.7:9187', ledger, 'db/Deployment/orders-exporter:9187', node]);
  });

  it('has one case for all that passed', () => {
    expect(caseOf(xml, node, '2 rules passed')).toBe('<system-out>plaintext\ntls13-missing</system-out>');
  });

  it('fails what is wrong, with the fix', () => {
    const failure = caseOf(xml, node, 'obsolete-tls-version');
    expect(failure).toMatch(/^<failure message="accepts TLSv1.0 and TLSv1.1" type="medium">/);
    expect(failure).toContain('fix: set tls_server_config.min_version: TLS12 in the web-config file');
    expect(failure).toContain('reference: RFC8996 section 2 https://www.rfc-editor.org/rfc/rfc8996#section-2');
  });

  it('skips what is waived, out of mode, or could not be looked at, with the reason', () => {
    expect(caseOf(xml, node, 'no-authentication')).toMatch(/^<skipped message="waived by sec-team until 2027-01-31: a NetworkPolicy/);
    expect(caseOf(xml, node, 'untrusted-chain')).toBe('<skipped message="the CA is in Secret monitoring/ca" type="out-of-mode"/>');
    expect(caseOf(xml, ledger, 'obsolete-tls-version')).toMatch(/^<skipped message="no answer within 5 s \(2 of 3/);
  });

  it('makes an error of what could not be looked at where a coverage is asked for', () => {
    const strict = render({ ...sharedReport, minCoverage: 10 });
    expect(caseOf(strict, ledger, 'obsolete-tls-version')).toMatch(/^<error message="no answer within 5 s/);
    expect(caseOf(strict, node, 'untrusted-chain')).toMatch(/^<skipped /);
  });

  it('is never green when the scan is partial or the coverage too low', () => {
    expect(caseOf(render(partialReport), 'scan', 'completed')).toBe('<error message="deadline of 60s reached" type="partial"/>');
    expect(caseOf(render(partialReport), 'scan', 'coverage')).toMatch(/^<failure message="coverage is 75%, and 90% was asked for"/);
    expect(caseOf(xml, 'scan', 'completed')).toBe('<system-out>seen directly, from outside of the cluster</system-out>');
    expect(caseOf(xml, 'scan', 'coverage')).toMatch(/^<system-out>6 of 8 targets/);
  });

  it('fails where nothing was found, or nothing judged', () => {
    const blind: Report = { ...sharedReport, coverage: { ...sharedReport.coverage, covered: 0, discovered: 1, percent: 0 } };
    expect(coverageOf(emptyReport)).toMatch(/^<failure message="no target was found, nothing was looked at"/);
    expect(coverageOf(blind)).toMatch(/^<failure message="none of 1 target could be judged completely"/);
  });

  it('tells what could not be listed, and fails for it only where a coverage is asked for', () => {
    const unlisted = 'pods could not be listed (forbidden): what else there is, nobody knows';
    expect(coverageOf(forbiddenReport)).toBe(`<system-out>6 of 8 targets fully judged; ${unlisted}</system-out>`);
    expect(coverageOf({ ...forbiddenReport, minCoverage: 1 })).toBe(
      `<failure message="coverage is unknown, and 1% was asked for; ${unlisted}" type="coverage"/>`,
    );
  });

  it('names no pod and no replica’s address, so that a restart changes no name', () => {
    const names = [...xml.matchAll(/(?:classname|name)="([^"]*)"/g)].map(([, name]) => name).join('\n');
    expect(names).not.toMatch(/pod-\d|10\.244\./);
  });

  it('counts right', () => {
    const all = (pattern: RegExp): number => [...xml.matchAll(pattern)].length;
    const totals = `tests="${all(/<testcase /g)}" failures="${all(/<failure /g)}" errors="${all(/<error /g)}"`;
    expect(xml).toContain(`<testsuites name="pgx-audit" time="12.345" ${totals}>`);
  });
});

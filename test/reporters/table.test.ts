import { describe, expect, it } from 'vitest';
import type { RenderOptions, Report } from '../../src/model/report.ts';
import { table } from '../../src/reporters/table.ts';
import { widthOf } from '../../src/reporters/table/layout.ts';
import { hostileStrings } from '../support/hostile-strings.ts';
import { hostileReport } from './hostile-report.ts';
import { cleanReport, emptyReport, forbiddenReport, partialReport, sharedReport } from './shared-report.ts';

const render = (report: Report, over: Partial<RenderOptions> = {}): string =>
  [...table(report, { width: 80, colour: false, verbose: false, includeWaived: false, ...over })].join('');
const lines = (text: string): string[] => text.split('\n');
// eslint-disable-next-line no-control-regex
const withoutColour = (text: string): string => text.replace(/\u001b\[\d+m/g, '');

describe('the terminal report', () => {
  it.each([60, 80, 120, 200])('fits into %i columns, whatever the text', (width) => {
    for (const report of [sharedReport, partialReport, ...Object.values(hostileStrings).map(hostileReport)])
      for (const line of lines(render(report, { width, verbose: true }))) expect(widthOf(line)).toBeLessThanOrEqual(width);
  });

  it('is the same text with and without colour', () => {
    const coloured = render(sharedReport, { colour: true });
    expect(coloured).toContain('\u001b[');
    expect(withoutColour(coloured)).toBe(render(sharedReport));
  });

  it('groups by where the fix is made, worst first', () => {
    const text = render(sharedReport);
    const places = [
      'Deployment db/orders-exporter (Helm',
      'ServiceMonitor monitoring/exporters  ',
      'DaemonSet monitoring/node-exporter  ',
      'StatefulSet billing/ledger-metrics  ',
      '192.0.2.7:9187  ',
    ];
    const positions = places.map((place) => text.indexOf(`\n${place}`));
    expect(positions).not.toContain(-1);
    expect(positions).toEqual(positions.toSorted((one, other) => one - other));
  });

  it('names both endpoints under the monitor, and its fix once', () => {
    const [monitor = ''] = /ServiceMonitor monitoring\/exporters {2}[^]*?\n\nDaemonSet/.exec(render(sharedReport)) ?? [];
    expect(monitor).toContain('Deployment db/orders-exporter port 9187');
    expect(monitor).toContain('DaemonSet monitoring/node-exporter port 9100');
    expect(monitor.match(/remove\s+insecureSkipVerify/g)).toHaveLength(1);
  });

  it('keeps the lines of a fix that is an example', () => {
    expect(render(sharedReport)).toContain('      tls_server_config:\n        cert_file: /tls/tls.crt\n');
  });

  it('tells in one line what would take an option, and of what only with --verbose', () => {
    const reason = 'no --prometheus-url or --prometheus-targets was given';
    const findings = sharedReport.findings.map((each) =>
      each.cause === 'out-of-mode' ? { ...each, message: reason, targets: each.targets.map((target) => ({ ...target, reason })) } : each,
    );
    expect(render({ ...sharedReport, findings })).toContain(
      `Not asked in this run\n${'─'.repeat(80)}\n  ${reason} (1 rule, 1 endpoint)\n\n`,
    );
    expect(render({ ...sharedReport, findings }, { verbose: true })).toMatch(
      new RegExp(`  ${reason}\n    1 rule        untrusted-chain\n`),
    );
  });

  it('names a target that could not be looked at as the rest of the report does', () => {
    const finding = sharedReport.findings.find(({ targets }) => targets.length > 1);
    const [target] = finding?.targets ?? [];
    const row = { what: target?.id ?? '', code: 'unreachable', because: 'could-not-look', reason: 'connection refused' } as const;
    const text = render({ ...sharedReport, ledger: [row] }, { width: 200 });
    expect(text).toMatch(
      new RegExp(`  ${finding?.subject.owner.kind} \\S+ port ${finding?.subject.port}, \\S+ +unreachable: connection refused\n`),
    );
  });

  it('says at the top and at the end that it is not the whole truth', () => {
    const text = lines(render(partialReport).trimEnd());
    expect(text.slice(0, 6).join('\n')).toContain('INCOMPLETE: the scan is partial: deadline of 60s reached.');
    expect(text.slice(-2)).toEqual([
      'INCOMPLETE: the scan is partial: deadline of 60s reached.',
      'INCOMPLETE: coverage is 75%, and 90% was asked for.',
    ]);
  });

  it('gives the reason for what it does not know once, with the rules and the members', () => {
    const text = render(sharedReport, { width: 120 });
    expect(text.match(/^ {2}no answer within 5 s/gm)).toHaveLength(1);
    expect(text).toMatch(/2 rules +obsolete-tls-version, tls13-missing/);
    expect(text).toMatch(/1 endpoint +StatefulSet billing\/ledger-metrics port 8443 \(2 of 3: pod-2, pod-3\)/);
    expect(text).toMatch(/Not asked in this run\n─+\n {2}the CA is in Secret monitoring\/ca/);
  });

  it('tells what was not probed and what could not be listed', () => {
    const text = render(sharedReport, { width: 200 });
    expect(text).toMatch(/Service db\/legacy +external: ExternalName: it points outside the cluster/);
    expect(text).toContain('nodes: forbidden: User "auditor" cannot list');
  });

  it('cuts long lists unless it is verbose', () => {
    const ledger = Array.from({ length: 30 }, (_, index) => ({
      what: `Service db/s${index}`,
      code: 'not-proven' as const,
      because: 'excluded-by-policy' as const,
      reason: 'no running pod',
    }));
    const report = { ...sharedReport, ledger, ledgerOmitted: 5 };
    expect(render(report)).toContain('and 25 more (--verbose lists them)');
    expect(render(report, { verbose: true })).toContain('5 more things ended without a verdict');
  });

  it('shows passes, evidence, references and waivers only when it is verbose', () => {
    const hidden = ['GET /metrics without TLS: 200', 'RFC8996 section 2', 'a NetworkPolicy lets only Prometheus in', 'Passed'];
    for (const text of hidden) {
      expect(render(sharedReport, { width: 200 })).not.toContain(text);
      expect(render(sharedReport, { width: 200, verbose: true })).toContain(text);
    }
  });

  it('is green only where nothing is wrong and nothing unknown', () => {
    expect(render(cleanReport)).toContain('Nothing wrong was found.');
    const unknown = sharedReport.findings.filter((finding) => finding.verdict === 'unknown');
    expect(render({ ...cleanReport, findings: [...cleanReport.findings, ...unknown] })).toContain('in what could be determined');
    expect(render({ ...cleanReport, partial: true })).not.toContain('Nothing wrong was found');
  });

  it('says in its own words that a kind could not be listed, and those of the API server once', () => {
    const text = render(forbiddenReport, { width: 200 });
    expect(text.match(/INCOMPLETE: pods could not be listed \(forbidden\): what else there is, nobody knows\./g)).toHaveLength(2);
    expect(text.match(/cannot list resource "pods"/g)).toHaveLength(1);
    expect(text).toContain('6 of 8 targets fully judged (coverage unknown)\n  pods: forbidden: User "auditor" cannot');
  });

  it('names the kinds that could not be listed together', () => {
    const coverage = { ...cleanReport.coverage, percent: null, unknownBecause: 'services: partial, pods: failed, endpointslices: failed' };
    expect(render({ ...cleanReport, coverage }, { width: 200 })).toContain(
      'INCOMPLETE: services could not be listed completely; pods, endpointslices could not be listed (failed): what else',
    );
  });

  it('does not call a scan green that found nothing, or judged nothing', () => {
    const empty = render(emptyReport);
    expect(empty.match(/^INCOMPLETE: no target was found, nothing was looked at\.$/gm)).toHaveLength(2);
    expect(empty).not.toMatch(/Nothing wrong|100%|not verified/);
    const blind = render({ ...cleanReport, coverage: { ...cleanReport.coverage, covered: 0, discovered: 1, percent: 0 } });
    expect(blind).toContain('INCOMPLETE: none of 1 target could be judged completely.');
  });

  it('says that names and chains were not verified where no scrape is known, and only where it was to be judged', () => {
    const remark = 'Names and chains were not verified: no scrape is known that would verify them.';
    expect(render(cleanReport)).toContain(remark);
    expect(render(sharedReport)).not.toContain(remark);
    expect(render({ ...cleanReport, rules: cleanReport.rules.filter((rule) => rule.category !== 'scrape') })).not.toContain(remark);
  });

  it('counts what was waived only where something was', () => {
    expect(render(sharedReport)).toContain('\n2 undetermined, 1 not asked, 1 waived, 3 checks passed\n');
    expect(render({ ...sharedReport, findings: sharedReport.findings.filter((each) => each.verdict !== 'waived') })).toContain(
      '\n2 undetermined, 1 not asked, 3 checks passed\n',
    );
  });
});

/** The shared report's findings of one rule, once more at another workload. */
function elsewhere(rule: string, change: (text: string) => string = (text) => text): Report {
  const more = sharedReport.findings
    .filter((each) => each.rule === rule && each.verdict === 'fail')
    .map((each) => {
      const owner = { ...each.subject.owner, name: 'twin' };
      const fix = each.fix && { ...each.fix, at: { ...each.fix.at, name: 'twin' }, text: change(each.fix.text) };
      return { ...each, subject: { ...each.subject, owner, id: 'db/Deployment/twin:9187' }, fix };
    });
  return { ...sharedReport, findings: [...sharedReport.findings, ...more] };
}

describe('a fix that several objects need', () => {
  const text = render(elsewhere('no-authentication'), { width: 120, verbose: true });

  it('is told in full, with its references, once', () => {
    expect(text.match(/set basic_auth_users in the web-config file/g)).toHaveLength(1);
    expect(text.match(/RFC9110 section 11/g)).toHaveLength(1);
  });

  it('is referred to afterwards by the object where it stands', () => {
    const reference = '    no-authentication: as for Deployment db/orders-exporter, above\n';
    expect(text).toContain(reference);
    expect(text.indexOf(reference)).toBeGreaterThan(text.indexOf('set basic_auth_users'));
  });

  it('keeps the field where it is made', () => {
    expect(render(elsewhere('skip-verify'), { width: 200 })).toContain(
      'skip-verify: spec.endpoints[0].tlsConfig, spec.endpoints[1].tlsConfig: as for ServiceMonitor monitoring/exporters, above',
    );
  });

  it('is told again where its text differs', () => {
    expect(render(elsewhere('no-authentication', (fix) => `${fix}, here`))).not.toContain('as for');
  });
});

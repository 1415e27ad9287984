import { describe, expect, it } from 'vitest';
import type { Log } from 'sarif';
import { isQuiet, quietOf, type Finding } from '../../src/model/finding.ts';
import type { RenderOptions } from '../../src/model/report.ts';
import { reporters } from '../../src/reporters/index.ts';
import { hostileStrings } from '../support/hostile-strings.ts';
import { hostileReport } from './hostile-report.ts';
import { xmlTexts } from './xml-texts.ts';

const options: RenderOptions = { width: 80, colour: false, verbose: true, includeWaived: true };
const inBrief = (finding: Finding): unknown => (isQuiet(finding) ? quietOf(finding) : finding);
const invisible = /[^\n\P{Cc}]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const command = /^\s*::[a-z-]+(\s[^:]*)?::|##(vso|teamcity)?\[/im;

describe.each(Object.entries(hostileStrings))('%s', (_, text) => {
  const report = hostileReport(text);
  const textOf = (format: keyof typeof reporters): string => [...reporters[format](report, options)].join('');

  it.each(Object.entries(reporters))('moves no cursor, hides nothing and commands no CI runner in %s', (_name, render) => {
    const output = [...render(report, options)].join('');
    expect(invisible.exec(output)?.[0]).toBeUndefined();
    expect(command.exec(output)?.[0]).toBeUndefined();
    expect(output.endsWith('\n')).toBe(true);
  });

  it('survives JSON unchanged, and closes no script element', () => {
    const output = textOf('json');
    expect(JSON.parse(output)).toEqual(JSON.parse(JSON.stringify({ ...report, findings: report.findings.map(inBrief) })));
    expect(output).not.toContain('<');
  });

  it('makes no link, picture or mention in SARIF, and a path that stays relative', () => {
    const log = JSON.parse(textOf('sarif')) as Log;
    const [run] = log.runs;
    const results = run?.results ?? [];
    expect(results.length).toBeGreaterThan(0);
    for (const { message, locations } of results) {
      expect(message.text).not.toMatch(/\]\(|\]\[/);
      expect(message.text).not.toMatch(/(^|[^\w.])@\w/);
      const uri = locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? '';
      expect(new URL(uri, 'https://host/base/').href).toBe(`https://host/base/${uri}`);
      expect(uri).toMatch(/^pgx-audit\/[^/]+(\/[^/]+){2,3}$/);
    }
  });

  it('is text, never markup, in JUnit', () => {
    const { names, texts } = xmlTexts(textOf('junit'));
    expect([...names].filter((name) => !known.has(name))).toEqual([]);
    expect(texts.join('')).not.toMatch(invisible);
  });
});

const known = new Set(['testsuites', 'testsuite', 'testcase', 'failure', 'error', 'skipped', 'system-out']);

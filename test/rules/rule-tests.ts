import { describe, expect, test } from 'vitest';
import type { Rule } from '../../src/model/rule.ts';
import { loadRules } from '../../src/rules/index.ts';
import { judgeOne, shapes } from './support.ts';

/** What every rule is held to; `file` is the one that it stands in. */
export function testRule(rule: Rule, file: { readonly path: string; readonly text: string }): void {
  describe(`rule ${rule.id}`, () => {
    test.each(rule.examples.map((example, index) => ({ index, ...example })))('example $index: $expect', (example) => {
      const params = example.params ? { [rule.id]: example.params } : {};
      const finding = judgeOne(loadRules({ files: [file], shapes, params }), example.given);
      const { severity = finding.severity, message = '' } = example;
      expect(finding).toMatchObject({ verdict: example.expect, severity });
      expect(finding.message).toContain(message);
      // The title stands in where the message could not be made.
      expect(finding.verdict === 'fail' && finding.message === rule.title).toBe(false);
    });

    test('has examples that pass, fail and are unknown', () => {
      expect(rule.examples.map((example) => example.expect)).toEqual(expect.arrayContaining(['pass', 'fail', 'unknown']));
    });

    test('says why it matters, in one sentence', () => {
      expect(rule.why).toMatch(/^[A-Z0-9][^.]*(\.\d[^.]*)*\.$/);
    });

    test('says how to fix it, at an exporter-toolkit by its own keys', () => {
      expect(rule.fix['default']).toBeTruthy();
      const atMonitor = rule.fixAt === 'monitor' || rule.scope === 'object';
      expect(rule.fix['exporter-toolkit'] ?? '').toMatch(atMonitor ? /^/ : /tls_server_config|--web\.config\.file/);
    });

    test('has a reference with section and address', () => {
      for (const { section, url, says } of rule.references) {
        expect(section).not.toBe('');
        expect(url).toMatch(/^https:\/\//);
        expect(says).not.toBe('');
      }
    });
  });
}

import { describe, expect, test } from 'vitest';
import { loadRules } from '../../src/rules/index.ts';
import { checkFiles, checks, judgeOne, shapes } from './support.ts';

const { rules } = checks();
const setOf = (id: string, name: string): string[] => rules.find((rule) => rule.id === id)?.params[name] as string[];

test('every rule of the issue is there', () => {
  expect(rules.map(({ id }) => id).sort()).toEqual([
    'broken-cipher-suite',
    'ca-missing',
    'certificate-expired',
    'certificate-expiring',
    'certificate-lifetime',
    'certificate-not-yet-valid',
    'client-cert-not-required',
    'name-mismatch',
    'no-authentication',
    'no-forward-secrecy',
    'obsolete-tls-version',
    'plaintext',
    'plaintext-beside-tls',
    'replicas-differ',
    'scheme-mismatch',
    'skip-verify',
    'tls-config-unused',
    'tls13-missing',
    'untrusted-chain',
    'weak-key',
    'weak-signature',
  ]);
});

describe.each(rules)('$id', (rule) => {
  const files = checkFiles.filter(({ path }) => path.endsWith(`/${rule.id}.yaml`));

  test.each(rule.examples.map((example, index) => ({ index, ...example })))('example $index: $expect', (example) => {
    const params = example.params ? { [rule.id]: example.params } : {};
    const finding = judgeOne(loadRules({ files, shapes, params }), example.given);
    const { severity = finding.severity, message = '' } = example;
    expect(finding).toMatchObject({ verdict: example.expect, severity });
    expect(finding.message).toContain(message);
    // The title stands in where the message could not be made.
    expect(finding.verdict === 'fail' && finding.message === rule.title).toBe(false);
  });

  test('has examples that pass, fail and are unknown', () => {
    expect(rule.examples.map((example) => example.expect)).toEqual(expect.arrayContaining(['pass', 'fail', 'unknown']));
  });

  test('says how to fix it, for the exporter-toolkit by its own keys', () => {
    expect(rule.fix['default']).toBeTruthy();
    expect(rule.fix['exporter-toolkit']).toMatch(/tls_server_config|--web\.config\.file/);
  });

  test('has a reference with section and address', () => {
    for (const { section, url, says } of rule.references) {
      expect(section).not.toBe('');
      expect(url).toMatch(/^https:\/\//);
      expect(says).not.toBe('');
    }
  });
});

test('what broken-cipher-suite tells, no-forward-secrecy does not tell again', () => {
  const broken = new Set(setOf('broken-cipher-suite', 'broken'));
  expect(setOf('no-forward-secrecy', 'static').filter((name) => broken.has(name))).toEqual([]);
  expect(broken).toContain('TLS_DH_anon_WITH_AES_256_GCM_SHA384');
  expect(setOf('no-forward-secrecy', 'static')).toContain('TLS_ECDH_RSA_WITH_AES_128_CBC_SHA');
});

test('the sets to ask are the union of what the rules ask', () => {
  const { sets } = checks();
  expect(sets['tls.versions']).toEqual(expect.arrayContaining(['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.3']));
  expect(sets['tls.suites']).toEqual(expect.arrayContaining(['TLS_RSA_WITH_NULL_SHA', 'TLS_RSA_WITH_AES_128_GCM_SHA256']));
  expect(sets['tls.suites']).not.toContain('TLS_AES_128_GCM_SHA256');
});

import { expect, test } from 'vitest';
import { severities } from '../../src/model/rule.ts';
import { testRule } from './rule-tests.ts';
import { checkFiles, checks } from './support.ts';

const { rules } = checks();
const setOf = (id: string, name: string): string[] => rules.find((rule) => rule.id === id)?.params[name] as string[];

/** Those of the first version: other tools know them by these ids. More may come. */
const firstIds = [
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
];

test('no rule of the first version is gone', () => {
  expect(rules.map(({ id }) => id)).toEqual(expect.arrayContaining(firstIds));
});

test('the most severe come first, by id within', () => {
  const keys = rules.map(({ severity, id }) => `${severities.indexOf(severity)} ${id}`);
  expect(keys).toEqual(keys.toSorted());
});

for (const rule of rules) {
  const file = checkFiles.find(({ path }) => path.endsWith(`/${rule.id}.yaml`));
  if (file) testRule(rule, file);
}

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

import { describe, expect, test } from 'vitest';
import { loadRules } from '../../src/rules/index.ts';
import { failure, ruleSet, sample as good, shapes } from './support.ts';

const load = (params: Record<string, Record<string, unknown>>) =>
  loadRules({ files: [{ path: 'rules/checks/sample.yaml', text: good }], shapes, params });
const withSet = (set: string): string[] =>
  ruleSet('sample', good.replace('  days: 30', `  set: ${set}`)).rules[0]?.params['set'] as string[];

describe('parameters', () => {
  test('are overridden by rule', () => {
    expect(load({ sample: { days: 14 } }).rules[0]?.params).toEqual({ wanted: ['TLSv1.3'], days: 14 });
  });
  test.each([
    [{ sampel: {} }, 'parameters for a rule that does not exist: "sampel"', 'did you mean "sample"?'],
    [{ sample: { day: 14 } }, 'rule sample has no parameter "day"', 'did you mean "days"?'],
    [{ sample: { days: 'soon' } }, 'parameter "days" of rule sample must be a number', ''],
  ])('%j is refused', (params, message, hint) => {
    expect(failure(() => load(params as Record<string, Record<string, unknown>>))).toMatchObject({ message, hint });
  });

  test('globs become registered names', () => {
    expect(withSet('["TLS_*_EXPORT_*"]')).toEqual(
      expect.arrayContaining(['TLS_RSA_EXPORT_WITH_RC4_40_MD5', 'TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA']),
    );
    expect(withSet('["TLS_RSA_WITH_RC4_*", X]')).toEqual(['TLS_RSA_WITH_RC4_128_MD5', 'TLS_RSA_WITH_RC4_128_SHA', 'X']);
  });
  test('selectors become registered names', () => {
    const set = withSet('{ registry: cipher-suites, any: [{ auth: anon }, { export: true }], none: [{ enc: [RC4-40] }] }');
    expect(set).toContain('TLS_DH_anon_WITH_AES_128_CBC_SHA');
    expect(set).not.toContain('TLS_RSA_EXPORT_WITH_RC4_40_MD5');
    expect(withSet('{ registry: groups, any: [{ pq: true }] }')).toContain('X25519MLKEM768');
  });
  test.each([
    ['["TLS_NOTHING_*"]', 'fits no registered name'],
    ['{ registry: ciphers, any: [] }', 'unknown registry "ciphers"'],
    ['{ registry: cipher-suites, any: [{ encryption: DES }] }', 'unknown column "encryption"'],
    ['{ registry: cipher-suites, any: [{ enc: DSE }] }', 'no row has "DSE" in "enc"'],
    ['{ registry: cipher-suites, all: [] }', 'not a selection'],
  ])('%s is refused', (set, message) => {
    const { message: said } = failure(() => withSet(set));
    expect(said).toContain(message);
    expect(said).toMatch(/^rules\/checks\/sample\.yaml:9: params\.set: /);
  });
});

import { describe, expect, test } from 'vitest';
import { loadRules } from '../../src/rules/index.ts';
import { checkFiles, checks, failure, ruleSet, sample as good, shapes } from './support.ts';

const refusalOf = (from: string, to: string): { message: string; hint: string } => failure(() => ruleSet('sample', good.replace(from, to)));

test('a rule is accepted, and its sets are told', () => {
  expect(ruleSet('sample', good).sets).toEqual({ 'tls.versions': ['TLSv1.3'] });
});

describe('errors name file, line and what was meant', () => {
  test.each([
    ['an unknown field', 'severity: low', 'severty: low', '4: unknown field "severty"', 'did you mean "severity"?'],
    ['a missing field', 'title: A sample\n', '', '1: "title" is missing', ''],
    ['a value that does not exist', 'severity: low', 'severity: hihg', '4: "severity" cannot be "hihg"', 'did you mean "high"?'],
    ['an unknown field deeper down', 'says: it exists', 'sais: it exists', '15: unknown field "sais"', 'did you mean "says"?'],
    [
      'a kind of exporter that does not exist',
      '  default:',
      '  exporter-toolkt: x\n  default:',
      '13: unknown field "exporter-toolkt"',
      'did you mean "exporter-toolkit"?',
    ],
    ['an id that is not the file name', 'id: sample', 'id: simple', '1: id "simple" is not the file', ''],
    ['a key that is there twice', 'title: A sample', 'title: A sample\ntitle: B', '3: Map keys must be unique', ''],
    ['an unknown fact group', 'expect: tls.', 'expect: tsl.', '10: expect: unknown name "tsl"', 'did you mean "tls"?'],
    [
      'a field that the group does not have',
      'tls.versions.exists',
      'tls.versons.exists',
      '10: expect: "tls" has no field "versons"',
      'did you mean "versions"?',
    ],
    [
      'a field that the macro variable does not have',
      'v.accepted',
      'v.acepted',
      '10: expect: "tls.versions[]" has no field "acepted"',
      'did you mean "accepted"?',
    ],
    ['an unknown parameter', 'in params.wanted', 'in params.wnated', 'has no field "wnated"', 'did you mean "wanted"?'],
    [
      'an unknown function',
      `message: '"no TLS 1.3"'`,
      'message: strng(1)',
      '11: message: unknown function "strng"',
      'did you mean "string"?',
    ],
    [
      'a field in the message',
      `message: '"no TLS 1.3"'`,
      'message: tls.negotiated.verson',
      '"tls.negotiated" has no field "verson"',
      'did you mean "version"?',
    ],
    ['a syntax error', 'v.accepted)', 'v.accepted', '10: expect: Expected RPAREN', ''],
    [
      'a type error',
      'expect: tls.versions.exists(v, v.name in params.wanted && v.accepted)',
      'expect: 1 + "a" == 2',
      'no such overload: int + string',
      '',
    ],
    ['a field of an example', 'accepted: true', 'acceptd: true', '17: "tls.versions[]" has no field "acceptd"', 'did you mean "accepted"?'],
    [
      'a set that does not exist',
      'tls.versions: wanted',
      'tls.versions: wnated',
      '6: asks: there is no list "params.wnated"',
      'did you mean "wanted"?',
    ],
    [
      'a path that cannot be asked',
      'asks: { tls.versions',
      'asks: { tls.version',
      '6: asks: "tls.version" cannot be asked',
      'did you mean "tls.versions"?',
    ],
    [
      'a member that is not registered',
      '[TLSv1.3]',
      '[TLSv1.4]',
      '8: params.wanted: "TLSv1.4" is not a registered name',
      'did you mean "TLSv1.3"?',
    ],
  ])('%s', (_, from, to, message, hint) => {
    const refusal = refusalOf(from, to);
    expect(refusal.message).toMatch(/^rules\/checks\/sample\.yaml:\d+: /);
    expect(refusal.message).toContain(message);
    expect(refusal.hint).toContain(hint);
  });

  test('is a usage error', () => {
    expect(failure(() => ruleSet('sample', 'id: [')).exitCode).toBe(2);
  });

  test('stands on the line of the word, in an expression of several lines', () => {
    const refusal = refusalOf(
      'expect: tls.versions.exists(v, v.name in params.wanted && v.accepted)',
      'expect: >-\n  tls.versions.exists(v,\n  v.name in params.wanted\n  && v.acepted)',
    );
    expect(refusal.message).toMatch(/^rules\/checks\/sample\.yaml:13: /);
  });
});

describe('what would hide an unknown is refused where the verdict is decided', () => {
  const expectation = 'tls.versions.exists(v, v.name in params.wanted && v.accepted)';
  test.each([
    ['filter', 'tls.versions.filter(v, v.accepted) == []', '"filter" is not allowed'],
    ['exists_one', 'tls.versions.exists_one(v, v.accepted)', '"exists_one" is not allowed'],
    ['?:', 'transport.tls ? true : false', '"?:" is not allowed'],
    ['has', 'has(transport.tls)', '"has" is not part of the rule language'],
    ['matches', 'http.responses.exists(r, r.path.matches("(a+)+$"))', '"matches" is not part of the rule language'],
    ['a list of answers that is not asked', 'tls.suites.exists(s, s.accepted)', '"tls.suites" says nothing of what was not asked'],
    ['the same by its basis', 'observed.tls.suites.exists(s, s.accepted)', '"tls.suites" says nothing of what was not asked'],
    [
      'a set that is not the one asked',
      'tls.versions.exists(v, v.name in params.other && v.accepted)',
      '"params.other" is compared with what was asked',
    ],
    ['a name without set', 'tls.versions.exists(v, v.name == "TLSv1.3" && v.accepted)', 'count only as members of what was asked'],
    ['a group of another scope', 'scrape.verifies', 'unknown name "scrape"'],
    ['too deep', `${'('.repeat(40)}true${')'.repeat(40)}`, 'Exceeded maxDepth'],
    ['too large', `${'!'.repeat(500)}true`, 'Exceeded maxAstNodes'],
    ['too long', `true ${' '.repeat(2000)} && true`, 'is longer than 2000 characters'],
  ])('%s', (_, text, message) => {
    const rule = good.replace('  days: 30', '  days: 30\n  other: [TLSv1.2]').replace(expectation, JSON.stringify(text));
    expect(failure(() => ruleSet('sample', rule)).message).toContain(message);
  });

  test('the asking list without asks', () => {
    expect(refusalOf('asks: { tls.versions: wanted }\n', '').message).toContain('"tls.versions" says nothing of what was not asked');
  });

  test('filter and ?: may be used in messages', () => {
    const text = good.replace(`'"no TLS 1.3"'`, `'transport.tls ? tls.versions.filter(v, v.accepted).map(v, v.name).join(", ") : "none"'`);
    expect(() => ruleSet('sample', text)).not.toThrow();
  });
});

test('the digest depends on the rules alone: not on line ends, the order of files or parameters', () => {
  const windows = checkFiles.map(({ path, text }) => ({ path, text: text.replaceAll('\n', '\r\n') })).reverse();
  const { digest } = checks();
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(loadRules({ files: windows, shapes, params: { 'certificate-expiring': { min_days: 14 } } }).digest).toBe(digest);
  expect(loadRules({ files: checkFiles.slice(1), shapes }).digest).not.toBe(digest);
});

test('the same rule twice is refused', () => {
  const file = { path: 'rules/checks/sample.yaml', text: good };
  expect(failure(() => loadRules({ files: [file, file], shapes })).message).toBe('rule sample is given twice');
});

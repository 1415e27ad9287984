import { describe, expect, it } from 'vitest';
import { append, collect, parseCount, parseDuration, parseExpiryWarning, parseOutput, parsePercent } from '../../src/commands/values.ts';

describe('durations', () => {
  it.each([
    ['5s', 5000],
    ['5', 5000],
    ['0.5', 500],
    ['500ms', 500],
    ['2m', 120_000],
    ['1h30m', 5_400_000],
  ])('%s is %d ms', (text, expected) => expect(parseDuration(text)).toBe(expected));

  it.each(['', '0', '-1s', 's', '5x', '5 s', '1e9h', '999d999d'])('%j is refused with an example', (text) =>
    expect(() => parseDuration(text)).toThrow(/duration such as 5s/),
  );
});

describe('--expiry-warning', () => {
  it('takes a share of the lifetime', () => expect(parseExpiryWarning('20%')).toEqual({ min_share: 0.2, min_days: 0 }));
  it('takes days', () => expect(parseExpiryWarning('14d')).toEqual({ min_share: 0, min_days: 14 }));
  it.each(['14', '120%', 'two weeks', ''])('%j is refused with an example', (text) =>
    expect(() => parseExpiryWarning(text)).toThrow(/20%.*14d/),
  );
});

describe('--min-coverage', () => {
  it.each([
    ['80', 80],
    ['80%', 80],
    ['99.5', 99.5],
  ])('%s is %d percent', (text, expected) => expect(parsePercent(text)).toBe(expected));
  it.each(['101', '-1', 'all', ''])('%j is refused', (text) => expect(() => parsePercent(text)).toThrow(/0 to 100/));
});

describe('--concurrency', () => {
  it('takes a whole number', () => expect(parseCount(100)('32')).toBe(32));
  it.each(['0', '1.5', 'many', '101'])('%j is refused', (text) =>
    expect(() => parseCount(100)(text)).toThrow(/whole number from 1 to 100/),
  );
});

describe('--output', () => {
  const parse = parseOutput(['json', 'sarif']);
  it('collects format and path, which may contain =', () =>
    expect(parse('sarif=a=b.sarif', [{ format: 'json', path: 'x' }])).toEqual([
      { format: 'json', path: 'x' },
      { format: 'sarif', path: 'a=b.sarif' },
    ]));
  it.each(['sarif', 'sarif=', 'pdf=x', '=x'])('%j is refused with an example', (text) =>
    expect(() => parse(text, [])).toThrow(/FORMAT=PATH/),
  );
});

it('repeatable options also take commas', () => expect(collect('b,c', ['a'])).toEqual(['a', 'b', 'c']));

it('ten thousand values of one option are collected in order, and the default stays empty', () => {
  const none: readonly string[] = [];
  const values = Array.from({ length: 10_000 }, (_, index) => `127.0.0.1:${index}`);
  expect(values.reduce<readonly string[]>((before, text) => append(text, before), none)).toEqual(values);
  expect(none).toEqual([]);
  expect(append('a', none)).toEqual(['a']);
});

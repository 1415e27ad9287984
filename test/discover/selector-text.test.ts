import { describe, expect, it } from 'vitest';
import { parseSelector } from '../../src/discover/selector-text.ts';
import { selects } from '../../src/prometheus/index.ts';

describe('parseSelector', () => {
  const labels = { app: 'pgx', tier: 'db', 'app.kubernetes.io/name': 'x', empty: '' };
  it.each([
    ['', true],
    ['app=pgx', true],
    ['app==pgx,tier!=cache', true],
    ['app=other', false],
    ['app.kubernetes.io/name=x', true],
    ['tier in (cache, db), app', true],
    ['tier notin (db)', false],
    ['missing notin (db)', true],
    ['!missing,!legacy', true],
    ['! app', false],
    ['missing', false],
    ['missing!=x', true],
    ['empty=', true],
  ])('%j selects: %s', (text, expected) => {
    expect(selects(parseSelector(text), labels)).toBe(expected);
  });

  it.each(['a b', '=x', 'a=b=c', 'a in b', 'a in (b', ',', 'a=b,', 'a>1', 'a\u0000'])('refuses %j', (text) => {
    expect(() => parseSelector(text)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});

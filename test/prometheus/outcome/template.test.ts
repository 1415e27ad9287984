import { expect, it } from 'vitest';
import { capture, fill, isIn, literalsOf, readable } from '../../../src/prometheus/outcome/template.ts';

const mismatch = 'x509: certificate is valid for {names}, not {name}';

it('fills in values, and leaves what is not known open', () => {
  expect(fill(mismatch, { names: 'a, b', name: 'c' })).toBe('x509: certificate is valid for a, b, not c');
  expect(fill('{get}EOF', {})).toBe('…EOF');
  expect(fill('{toString}', {})).toBe('…');
  expect(fill('{name}', { name: '$& {names}' })).toBe('$& {names}');
});

it('reads the values out of a text', () => {
  expect(capture(mismatch, 'x509: certificate is valid for a, b, not c')).toEqual({ names: 'a, b', name: 'c' });
  expect(capture(mismatch, 'x509: certificate is valid for a')).toBeUndefined();
  expect(capture('same', 'same')).toEqual({});
  expect(capture('a{x}a', 'a')).toBeUndefined();
  expect(capture('{x} and {y}', ' and ')).toEqual({ x: '', y: '' });
});

it('finds a text within another', () => {
  expect(isIn(mismatch, 'err="x509: certificate is valid for a, not b" pool=c')).toBe(true);
  expect(isIn(mismatch, ', not b x509: certificate is valid for a')).toBe(false);
});

it('is read without the URL', () => {
  expect(readable('{get}dial tcp {address}: connect: connection refused')).toBe('dial tcp …: connect: connection refused');
  expect(literalsOf(mismatch)).toEqual(['x509: certificate is valid for ', ', not ', '']);
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../../src/net/http-content.ts';

const said = (text: string) => contentOf(Buffer.from(text, 'latin1'), false).says;

describe('what a body says', () => {
  it('a configuration, below comments and with either end of line', () => {
    expect(said('# comment\r\n\r\n---\r\nglobal:\r\n  scrape_interval: 15s\r\n')).toEqual(['configuration']);
    expect(said('global:\n- a\n')).toEqual(['configuration']);
    expect(said('# comment\r\nglobal: 1\r\n')).toEqual([]);
  });

  it('nothing at length: what repeats itself is read in time', () => {
    for (const line of ['# a\r\n', '#\r\n', ' \r\n', '---\n', 'target ', 'a:\n', 'missing '])
      expect(said(line.repeat(4096 / line.length))).toEqual([]);
  });

  it('the same of whatever pieces', () => {
    const pieces = fc.array(fc.constantFrom('# ', '\r', '\n', '---', ' ', '\t', 'a:', 'x', 'target', 'x_build_info{', '}', '"', ' 1'), {
      maxLength: 600,
    });
    const saysLittle = fc.property(pieces, (parts) => said(parts.join('')).length <= 2);
    expect(() => fc.assert(saysLittle)).not.toThrow();
  });
});

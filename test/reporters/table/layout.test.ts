import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { row, widthOf, wrap } from '../../../src/reporters/table/layout.ts';

describe('the width of text', () => {
  it.each([
    ['plain', 5],
    ['Büro', 4],
    ['Bu\u0308ro', 4],
    ['証明書', 6],
    ['ﾊﾝｶｸ', 4],
    ['ＡＢ', 4],
    ['한국', 4],
    ['\u1112\u1161\u11ab', 2], // one syllable of three conjoining letters
    ['🔒', 2],
    ['👍🏽', 2],
    ['🇩🇪', 2],
  ])('of %s is %i columns', (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });
});

describe('wrapping', () => {
  it('breaks between words', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
  });

  it('breaks within a word only where it is longer than a line, and never between a letter and its mark', () => {
    expect(wrap('a verylongword b', 6)).toEqual(['a', 'verylo', 'ngword', 'b']);
    expect(wrap('e\u0301'.repeat(3), 2)).toEqual(['e\u0301e\u0301', 'e\u0301']);
    expect(wrap('証明書', 5)).toEqual(['証明', '書']);
  });

  it('loses no character and exceeds no line, whatever the text', () => {
    const text = fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { maxLength: 12 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(text, fc.integer({ min: 8, max: 60 }), (given, width) => {
        const lines = wrap(given, width);
        expect(lines.join('').replace(/\s/g, '')).toBe(given.replace(/\s/g, ''));
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

const paint = (text: string): string => text;

describe('a row', () => {
  it('keeps its columns aligned however many lines a cell takes', () => {
    const lines = row(
      2,
      [
        { text: '証明書', paint, width: 8 },
        { text: 'one two three four', paint },
      ],
      24,
    );
    expect(lines).toEqual(['  証明書    one two', '            three four']);
  });

  it('puts the last cell beneath where a word does not fit its column, and breaks none that fits a line', () => {
    const cells = [
      { text: 'LOW', paint, width: 4 },
      { text: 'weak-key', paint, width: 20 },
      { text: 'CN=exporter.billing.svc has a weak key', paint },
    ];
    expect(row(2, cells, 40)).toEqual(['  LOW   weak-key', '        CN=exporter.billing.svc has a', '        weak key']);
    expect(row(2, cells, 80)).toEqual([`  LOW   weak-key${' '.repeat(14)}CN=exporter.billing.svc has a weak key`]);
  });

  it('gives the line to a first cell that is too long for its column', () => {
    const cells = [
      { text: 'Service catalogue/managed-mongodb', paint, width: 12 },
      { text: 'ExternalName', paint },
    ];
    expect(row(2, cells, 40)).toEqual(['  Service catalogue/managed-mongodb', '    ExternalName']);
  });
});

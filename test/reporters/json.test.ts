import { describe, expect, it } from 'vitest';
import { json, jsonText } from '../../src/reporters/json.ts';
import { sharedReport } from './shared-report.ts';

describe('JSON', () => {
  it('is the report, with nothing lost', () => {
    const text = json(sharedReport, { width: 80, colour: false, verbose: false, includeWaived: false });
    expect(JSON.parse(text)).toEqual(sharedReport);
  });

  it('writes what a terminal or a runner would obey as escapes', () => {
    expect(jsonText('a\u009bb\u202e##[x]<b>')).toBe('"a\\u009bb\\u202e#\\u0023[x]\\u003cb\\u003e"\n');
  });
});

/** Fails the first times as V8 does beyond 512 MB. */
const tooLong = (times: number) => {
  let asked = 0;
  return {
    toJSON: () => {
      asked += 1;
      if (asked <= times) throw new RangeError('Invalid string length');
      return { a: [1] };
    },
  };
};

describe('a report longer than a text can be', () => {
  it('has no indentation', () => expect(jsonText(tooLong(1))).toBe('{"a":[1]}\n'));
  it('is refused with what to do', () => expect(() => jsonText(tooLong(2))).toThrow('the report is too large for one document'));
});

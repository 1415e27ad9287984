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

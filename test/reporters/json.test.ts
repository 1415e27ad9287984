import { describe, expect, it } from 'vitest';
import { isQuiet, quietOf } from '../../src/model/finding.ts';
import { jsonChunks } from '../../src/reporters/json-chunks.ts';
import { json } from '../../src/reporters/json.ts';
import { sharedReport } from './shared-report.ts';

function* made(): Generator<object> {
  yield { b: [1] };
  yield { b: [2] };
}
const textOf = (value: unknown, depth = 0): string => [...jsonChunks(value, depth)].join('');

describe('JSON', () => {
  const pieces = [...json(sharedReport, { width: 80, colour: false, verbose: false, includeWaived: false })];

  it('is the report: whole what failed or is not known, in brief what passed or does not apply', () => {
    const findings = sharedReport.findings.map((finding) => (isQuiet(finding) ? quietOf(finding) : finding));
    expect(JSON.parse(pieces.join(''))).toEqual({ ...sharedReport, findings });
    expect(findings.filter(isQuiet).length).toBeGreaterThan(0);
  });

  it('has a line for each finding and each observation', () => {
    const lines = pieces.join('').split('\n');
    expect(lines.filter((line) => line.startsWith('    {"rule":'))).toHaveLength(sharedReport.findings.length);
    expect(lines.filter((line) => line.startsWith('    {"endpoint":'))).toHaveLength(sharedReport.observations.length);
  });

  it('is written in pieces, none of which is the report', () => {
    const all = pieces.join('').length;
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(all / 5);
  });

  it('writes what a terminal or a runner would obey as escapes', () => {
    expect(textOf('a\u009bb\u202e##[x]<b>')).toBe('"a\\u009bb\\u202e#\\u0023[x]\\u003cb\\u003e"');
    expect(textOf({ '<': 1 }, 1)).toBe('{\n  "\\u003c": 1\n}');
  });

  it('opens lists and objects down to a depth, and lists that are made as they are written', () => {
    expect(textOf({ a: [{ b: [1] }], none: [], left: undefined }, 1)).toBe('{\n  "a": [{"b":[1]}],\n  "none": []\n}');
    expect(textOf({ a: made(), none: {} }, 2)).toBe('{\n  "a": [\n    {"b":[1]},\n    {"b":[2]}\n  ],\n  "none": {}\n}');
    expect(JSON.parse(textOf({ a: made() }, 1))).toEqual({ a: [{ b: [1] }, { b: [2] }] });
  });
});

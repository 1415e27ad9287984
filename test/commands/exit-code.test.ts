import { describe, expect, it } from 'vitest';
import { exitCodeOf, type ExitPolicy } from '../../src/commands/exit-code.ts';
import { Interrupted } from '../../src/commands/interruption.ts';
import type { Report } from '../../src/model/report.ts';
import { someFinding, someReport } from '../support/report.ts';

const calm = new AbortController().signal;
const code = (report: Partial<Report>, policy: Partial<ExitPolicy> = {}, signal = calm): number =>
  exitCodeOf(someReport(report), { failOn: 'high', ...policy }, signal);

const high = someFinding({ verdict: 'fail', severity: 'high' });
const low = someFinding({ verdict: 'fail', severity: 'low' });
const nothingSeen = { covered: 0, discovered: 2, percent: 0, unknownBecause: '', access: [] };
const halfSeen = { covered: 1, discovered: 2, percent: 50, unknownBecause: '', access: [] };
const forbidden = { ...halfSeen, percent: null, unknownBecause: 'pods: forbidden' };
const empty = { covered: 0, discovered: 0, percent: 100, unknownBecause: '', access: [] };

describe('exit codes', () => {
  it('0 without findings', () => expect(code({})).toBe(0));
  it('1 from the threshold on', () => expect(code({ findings: [high] })).toBe(1));
  it('0 below the threshold', () => expect(code({ findings: [low] })).toBe(0));
  it('1 for a lower threshold', () => expect(code({ findings: [low] }, { failOn: 'low' })).toBe(1));
  it('0 with --fail-on never', () => expect(code({ findings: [high] }, { failOn: 'never' })).toBe(0));
  it('0 for a waived finding', () => expect(code({ findings: [{ ...high, verdict: 'waived', actionable: false }] })).toBe(0));
  it('4 below --min-coverage', () => expect(code({ coverage: halfSeen, minCoverage: 80 })).toBe(4));
  it('0 at --min-coverage', () => expect(code({ coverage: halfSeen, minCoverage: 50 })).toBe(0));
  it('4 always when nothing could be judged', () => expect(code({ coverage: nothingSeen })).toBe(4));
  it('4 when coverage is unknown and asked for', () => expect(code({ coverage: forbidden, minCoverage: 1 })).toBe(4));
  it('0 when coverage is unknown and not asked for', () => expect(code({ coverage: forbidden })).toBe(0));
  it('3 without any target', () => expect(code({ coverage: empty })).toBe(3));
  it('0 without any target and --allow-empty', () => expect(code({ coverage: empty, allowEmpty: true })).toBe(0));
  it('1 before 4', () => expect(code({ coverage: nothingSeen, findings: [high] })).toBe(1));
  it('--exit-zero turns 1 and 4 into 0', () => {
    expect(code({ findings: [high] }, { exitZero: true })).toBe(0);
    expect(code({ coverage: nothingSeen }, { exitZero: true })).toBe(0);
  });
  it('--exit-zero leaves 3', () => expect(code({ coverage: empty }, { exitZero: true })).toBe(3));
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['deadline', 3],
  ] as const)('%s ends %d, findings or not', (why, expected) => {
    const controller = new AbortController();
    controller.abort(new Interrupted(expected, why));
    expect(code({ findings: [high] }, { exitZero: true }, controller.signal)).toBe(expected);
  });
});

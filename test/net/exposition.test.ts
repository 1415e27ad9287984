import { describe, expect, it } from 'vitest';
import { isExposition } from '../../src/net/exposition.ts';

const body = (text: string): Uint8Array => Buffer.from(text);

describe('an exposition', () => {
  it.each([
    ['# HELP go_goroutines Number.\n# TYPE go_goroutines gauge\ngo_goroutines 8\n'],
    ['up 1'],
    ['http_requests_total{method="post",code="200"} 1027 1395066363000\n'],
    ['msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9\n'],
    ['# a comment\n\nx_total +Inf\r\ny NaN\r\n'],
    ['{"my.dotted.metric","k"="v"} 3.14\n'],
    ['foo_bucket{le="0.01"} 0 # {trace_id="KOO5S4vxi0o"} 0.67\n# EOF\n'],
    ['# EOF\n'],
  ])('%j', (text) => expect(isExposition(body(text), false)).toBe(true));
  it.each([
    ['<html><body>node_exporter</body></html>'],
    ['{"status":"up"}'],
    ['OK'],
    [''],
    ['# just a comment\n'],
    ['up 1\n<b>not</b>\n'],
    ['HTTP is fun\n'],
  ])('is not %j', (text) => expect(isExposition(body(text), false)).toBe(false));
  it('is told by its whole lines where it was cut off', () => {
    expect(isExposition(body('up 1\ndown{a="'), true)).toBe(true);
    expect(isExposition(body('# HELP verylo'), true)).toBeUndefined();
  });
  it('is decided in no time whatever the line', () => {
    const startedAt = performance.now();
    for (const hostile of ['{'.repeat(60_000), `a${'} '.repeat(30_000)}`, `{${' '.repeat(60_000)}`, `{${'}   '.repeat(15_000)}`])
      isExposition(body(hostile), false);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import type { PgxError } from '../../src/model/errors.ts';
import { someEndpoint } from '../support/endpoint.ts';
import { someDiscovery } from '../support/discovery.ts';
import { readLines, record } from './support.ts';

/** What is said of it; '' where it is read. */
const refusalOf = (given: readonly string[]): Promise<Partial<PgxError>> =>
  readLines(given).then(
    () => ({}),
    (error: PgxError) => error,
  );
const messageOf = async (given: readonly string[]): Promise<string> => (await refusalOf(given)).message ?? '';

describe('a recording that is none, or damaged', () => {
  let lines: readonly string[];
  beforeAll(async () => {
    const discovery = someDiscovery({ endpoints: [someEndpoint()] });
    ({ lines } = await record(discovery, () => Promise.resolve({ refused: { kind: 'connect-refused', text: 'connection refused' } })));
  });

  const lineOf = (kind: string): number => lines.findIndex((line) => line.startsWith(`{"kind":"${kind}"`));
  /** The recording with one line, or its text, put in another's place. */
  const changed = (kind: string, change: (line: string) => string): string[] =>
    lines.map((line, index) => (index === lineOf(kind) ? change(line) : line));

  it('is read where it is whole', async () => {
    const { targets, end } = await readLines(lines);
    expect([targets.size, end.partial]).toEqual([1, false]);
  });

  it.each([
    ['is empty', [], 'line 1: the recording ends before its end'],
    ['is text', ['hello'], 'line 1: it is not JSON'],
    ['is a list', ['[]'], 'line 1: it is not the header of a recording'],
    ['is a number', ['1'], 'line 1: it is no line of a recording'],
    ['is null', ['null'], 'line 1: it is no line of a recording'],
    ['is a report', ['{"schemaVersion":"1.0"}'], 'line 1: it is not the header of a recording'],
    ['is in another format', ['{"kind":"header","format":99}'], 'line 1: it is in format 99, and this version reads format 1'],
    ['has a hostile format', ['{"kind":"header","format":"\\u001b[2J"}'], 'line 1: it is in format \ufffd[2J'],
  ])('%s', async (_, given, message) => {
    expect(await refusalOf(given)).toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
      hint: expect.stringContaining('--record'),
    });
  });

  it('is cut off at a line, or within it', async () => {
    expect(await messageOf(lines.slice(0, -1))).toContain(`line ${lines.length}: the recording ends before its end`);
    expect(await messageOf([...lines.slice(0, 3), (lines[3] ?? '').slice(0, 40)])).toContain('line 4: it is not JSON');
  });

  it.each(['vantage', 'endpoint', 'target'])('lacks a line of kind %s, and would tell less than was seen', async (kind) => {
    expect(await messageOf(lines.filter((_, index) => index !== lineOf(kind)))).toContain('lines are missing');
  });

  it.each([
    ['endpoint', (line: string) => line.replace('"port":9187', '"port":"9187"'), /endpoint\.port: .*"9187"/],
    ['endpoint', (line: string) => line.replace('"targets":', '"goals":'), /endpoint\.targets: .*"targets"/],
    ['target', (line: string) => line.replace('"connections":1', '"connections":-1'), /connections: /],
    ['target', (line: string) => line.replace('"exchanges":[', '"exchanges":[{},'), /exchanges\.0\.question: /],
    ['target', (line: string) => line.replace('"connect-refused"', '"refused"'), /failure\.kind: /],
    ['target', (line: string) => line.replace('"certificates":[]', '"certificates":["%%%"]'), /certificates\.0: .*Base64/],
    ['target', (line: string) => line.replace('"certificates":[]', '"certificates":[{"$":99}]'), /refers to a value that is not there/],
    ['vantage', (line: string) => line.replace('"direct"', '"teleport"'), /vantage\.via: /],
    ['end', (line: string) => line.replace('2026-03-01T12:00:00.000Z', 'yesterday'), /startedAt: /],
    ['end', (line: string) => line.replace('"kind":"end"', '"kind":"fin"'), /kind: /],
    ['end', (line: string) => `${'['.repeat(2000)}${line}${']'.repeat(2000)}`, /nested too deep|kind/],
  ])('has a wrong %s line', async (kind, change, message) => {
    const broken = changed(kind, change);
    expect(broken).not.toEqual(lines);
    expect(await messageOf(broken)).toMatch(message);
    expect(await messageOf(broken)).toContain(`line ${lineOf(kind) + 1}: `);
  });

  it('tells a target twice, or something after the end', async () => {
    const target = lines[lineOf('target')] ?? '';
    expect(await messageOf([...lines.slice(0, -1), target])).toContain('the target was there before');
    expect(await messageOf([...lines, target])).toContain(`line ${lines.length + 1}: something follows the end`);
  });

  it('names prototypes: they are names like any other, and change nothing', async () => {
    const polluting = changed('endpoint', (line) =>
      line.replace('"port":', '"__proto__":{"polluted":1},"constructor":{"prototype":{}},"port":'),
    );
    const { endpoints } = await readLines(polluting);
    expect(endpoints[0]?.endpoint.port).toBe(9187);
    expect([Object.keys(endpoints[0]?.endpoint ?? {}), ({} as { polluted?: number }).polluted]).toEqual([
      expect.not.arrayContaining(['__proto__', 'constructor']),
      undefined,
    ]);
  });
});

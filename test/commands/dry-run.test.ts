import { describe, expect, it } from 'vitest';
import { dryRun } from '../../src/commands/dry-run.ts';
import type { ScanFlags } from '../../src/commands/scan-flags.ts';
import type { Endpoint } from '../../src/model/subject.ts';
import { probes } from '../../src/probes/index.ts';
import type { ScanOptions } from '../../src/scan.ts';
import { nobody } from '../support/asked.ts';
import { someEndpoint, someTarget } from '../support/endpoint.ts';
import { someDiscovery } from '../support/discovery.ts';

const ruleSet = { rules: [], digest: '', sets: { 'tls.versions': ['TLSv1.0'], 'tls.suites': ['A', 'B'] }, decisive: {}, compiled: [] };
const decision: ScanOptions['looking'] = { depth: 'decision', most: 12, clients: nobody, surface: false, cost: false };

interface Given {
  readonly endpoints: readonly Endpoint[];
  readonly looking?: Partial<ScanOptions['looking']>;
  readonly present?: ScanOptions['present'];
  readonly flags?: Partial<ScanFlags>;
}

async function planOf({
  endpoints,
  looking,
  present = null,
  flags = {},
}: Given): Promise<{ readonly text: string; readonly code: number }> {
  let text = '';
  const stream = { isTerminal: false, columns: 80, write: async (written: string) => void (text += written) };
  const io = { argv: [], env: {}, stdout: stream, stderr: stream, now: () => 0, onInterrupt: () => () => undefined };
  const discover = () => Promise.resolve(someDiscovery({ endpoints }));
  const options = { discover, ruleSet, probes, looking: { ...decision, ...looking }, present, signal: new AbortController().signal };
  const code = await dryRun(options, flags, io);
  return { text, code };
}

const [one, two] = ['10.0.0.7', '10.0.0.8'].map((host) => someTarget({ id: host, address: { host, port: 9187 } }));
const targets = [one, two].filter((each) => each !== undefined);

const present = () => () => expect.fail('nothing is dialled');

describe('a dry run', () => {
  it('says what is asked in words, and of each target the address', async () => {
    const { text, code } = await planOf({ endpoints: [someEndpoint({ targets })] });
    expect(code).toBe(0);
    expect(text).toBe(
      [
        'Each target is asked, one connection at a time, while its answers make sense:',
        '  - a TLS handshake, and GET of its path over it, without credentials',
        '  - the same GET without TLS',
        '  - whether it accepts TLSv1.0, in hellos that are not completed',
        '  - which of the 2 cipher suites that rules call bad it accepts, in the same way',
        '',
        'db/Deployment/pgx:9187: GET /metrics, at most 12 connections',
        '  10.0.0.7:9187, pod pgx-0',
        '  10.0.0.8:9187, pod pgx-0',
        '',
        '2 targets, at most 24 connections (usually 4 to 7 to a port in order, 2 to one',
        'without TLS). Nothing was dialled.',
        '',
      ].join('\n'),
    );
  });

  it('counts the connections of an address once, however many targets it has', async () => {
    const { text } = await planOf({ endpoints: ['a', 'b', 'c'].map((id) => someEndpoint({ id, targets: [someTarget({ id })] })) });
    expect(text).toContain('3 targets, at most 12 connections');
  });

  it('names what the options add', async () => {
    const keyPair = { certificate: '', key: () => '' };
    const looking = {
      depth: 'full',
      most: 128,
      surface: true,
      cost: true,
      clients: { throwaway: keyPair, own: keyPair, wrong: keyPair },
    } as const;
    const { text } = await planOf({ endpoints: [someEndpoint()], looking, present, flags: { rate: 50 } });
    for (const words of [
      '354 cipher suites',
      'self-signed',
      '--client-cert',
      '--wrong-client-cert',
      "scrape's own",
      '/debug/pprof/',
      'timed',
    ])
      expect(text.replaceAll(/\n +/g, ' ')).toContain(words);
    expect(text).toContain('begun at most 50 a second');
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('says why a target is not probed, and asks nothing where none is', async () => {
    const unproven = someTarget({ proof: { proven: false, code: 'not-proven', reason: 'hand-written slice' } });
    const { text } = await planOf({ endpoints: [someEndpoint({ targets: [unproven] })] });
    expect(text).toBe(
      'db/Deployment/pgx:9187\n  127.0.0.1:9187, pod pgx-0, not probed: hand-written slice\n\n1 target, at most 0 connections. Nothing was dialled.\n',
    );
  });

  it('that finds nothing fails, unless told that it may', async () => {
    expect(await planOf({ endpoints: [] })).toEqual({ text: '0 targets, at most 0 connections. Nothing was dialled.\n', code: 3 });
    expect((await planOf({ endpoints: [], flags: { allowEmpty: true } })).code).toBe(0);
  });
});

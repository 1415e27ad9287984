import type { Discovery } from '../../src/discover/index.ts';
import type { Presenting } from '../../src/model/probe.ts';
import type { Report, Vantage } from '../../src/model/report.ts';
import { observeOver, type Observed } from '../../src/observe/observe.ts';
import { planTargets } from '../../src/plan.ts';
import { createRecorder, readRecording, type RawLine, type Recording } from '../../src/recording/index.ts';
import type { Connect, Dial } from '../../src/model/attempt.ts';
import { createScrapeHandshake, probes } from '../../src/probes/index.ts';
import type { LoadedTargets } from '../../src/prometheus/loaded/index.ts';
import { planning } from '../support/asked.ts';

const vantage: Vantage = { via: 'direct', from: 'outside', tainted: '', notes: [] };

export const plansOf = ({ endpoints }: Pick<Discovery, 'endpoints'>) => planTargets(endpoints, planning(probes));

const header = {
  tool: { name: 'pgx-audit', version: '0.0.0' },
  ruleSet: { digest: 'd', rules: 1 },
  recordedAt: '2026-03-01T12:00:00.000Z',
  given: [],
  looking: { depth: 'decision', most: 12, surface: false, cost: false, clients: { throwaway: null, own: null, wrong: null } },
  presents: true,
  scope: { namespaces: [], selector: '', targets: [], allowCidr: [] },
  judging: { minCoverage: null, allowEmpty: false, expiryWarning: { min_share: 0.2, min_days: 0 } },
} as const;

const report = { startedAt: '2026-03-01T12:00:00.000Z', finishedAt: '2026-03-01T12:00:09.000Z', partial: false, partialReason: '' };

export interface Recorded {
  readonly lines: readonly string[];
  readonly observed: readonly Observed[];
}

/** Records a scan of what was discovered, over this transport. */
export async function record(discovery: Discovery, connect: Connect, loaded: readonly LoadedTargets[] | null = null): Promise<Recorded> {
  let text = '';
  const recorder = createRecorder(async (lines) => {
    text += lines;
  });
  await recorder.begin(header, loaded);
  await recorder.discovered(discovery);
  await recorder.seenFrom(vantage);
  const network = {
    connect,
    manners: { wide: 4, narrow: 2, rate: null, random: Math.random },
    timeoutMs: 1000,
    namespaceBudget: { targets: 100, milliseconds: 60_000 },
    userAgent: 'test',
  };
  const observed = await observeOver(network, recorder.listen)(plansOf(discovery), observing(discovery));
  await recorder.podNow(() => Promise.resolve('absent'))({ namespace: 'db', name: 'gone', uid: 'u', node: 'n' });
  await recorder.end(report as Report);
  return { lines: text.split('\n').slice(0, -1), observed };
}

const handshake = createScrapeHandshake({ publicRoots: [], now: new Date() });

/** With the client certificates of what was discovered. */
export const observing = (discovery: Pick<Discovery, 'keyPairOf'>) => ({
  probes,
  present: (dial: Dial, question: Presenting) => handshake.observe(dial, { ...question, keyPair: discovery.keyPairOf(question.scrape) }),
  now: () => 0,
  vantage,
  signal: new AbortController().signal,
  onObserved: () => undefined,
});

async function* raw(lines: readonly string[]): AsyncGenerator<RawLine> {
  for (const [index, text] of lines.entries()) yield { text, number: index + 1, from: index, length: 1 };
}

export const readLines = (lines: readonly string[]): Promise<Recording> => readRecording('r.jsonl', raw(lines));

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notEvaluatedCases, refusedCases, relabelCases, type RelabelCase } from '../prometheus/relabel-cases/index.ts';
import { answerOf, groupOf, inOrder, oursOf, type Answer } from '../prometheus/relabel-cases/job.ts';
import { createProcesses, until, type Processes } from './processes.ts';

/** Prometheus itself relabels all cases, one job each; nothing is scraped: the interval is a year. */
const bin = process.env['PGX_CLUSTER_BIN'] ?? '';
const run = promisify(execFile);
const dir = mkdtempSync(join(tmpdir(), 'pgx-relabel-'));
const answers = new Map<string, Answer>();
let processes: Processes;

interface Shown {
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly labels: Record<string, string>;
}
interface Targets {
  readonly data: { readonly activeTargets: readonly Shown[]; readonly droppedTargets: readonly Shown[] };
}

const jobOf = (each: RelabelCase): object => ({
  job_name: each.name,
  scrape_interval: '1y',
  scrape_timeout: '10s',
  metrics_path: each.path ?? '/metrics',
  params: each.params ?? {},
  static_configs: [groupOf(each)],
  relabel_configs: each.steps,
  ...(each.legacy && { metric_name_validation_scheme: 'legacy' }),
});

function write(name: string, jobs: readonly object[]): string {
  const file = join(dir, name);
  writeFileSync(file, JSON.stringify({ scrape_configs: jobs })); // JSON is YAML
  return file;
}

beforeAll(async () => {
  processes = createProcesses(dir);
  const config = write('all.yaml', relabelCases.map(jobOf));
  const data = join(dir, 'data');
  processes.start({
    name: 'prometheus',
    argv: [join(bin, 'prometheus'), `--config.file=${config}`, `--storage.tsdb.path=${data}`, '--web.listen-address=127.0.0.1:0'],
  });
  const address = (): string => /address=(127\.0\.0\.1:[1-9]\d*)/.exec(processes.log('prometheus'))?.[1] ?? '';
  let targets: Targets | undefined;
  await until('Prometheus to have its targets', async () => {
    targets = (await (await fetch(`http://${address()}/api/v1/targets?state=any`)).json()) as Targets;
    const pools = new Set([...targets.data.activeTargets, ...targets.data.droppedTargets].map(({ scrapePool }) => scrapePool));
    return pools.has('many steps') && pools.has('drop that matches') && pools.size === seen(pools.size);
  });
  for (const { name } of relabelCases) {
    const active = (targets?.data.activeTargets ?? []).filter(({ scrapePool }) => scrapePool === name);
    const dropped = (targets?.data.droppedTargets ?? []).filter(({ scrapePool }) => scrapePool === name).length;
    answers.set(name, { active: inOrder(active.map(({ scrapeUrl, labels }) => ({ url: withPath(scrapeUrl), labels }))), dropped });
  }
});

/** A request has a path, also where the URL has none. */
const withPath = (url: string): string => url.replace(/^(\w+:\/\/[^/?]+)(\?|$)/, '$1/$2');

/** The number of pools ten questions ago: it grows while Prometheus starts. */
const sizes: number[] = [];
function seen(size: number): number {
  sizes.push(size);
  return sizes.at(-10) ?? -1;
}

afterAll(() => {
  processes.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('relabeling, beside Prometheus', () => {
  it.each(relabelCases.filter((each) => !each.unsupported).map((each) => [each.name, each] as const))('%s', (name, each) => {
    expect(answerOf(oursOf(each))).toEqual(answers.get(name));
  });

  it('recorded for the tests that have no Prometheus', async () => {
    const recorded = Object.fromEntries(relabelCases.filter((each) => !each.unsupported).map(({ name }) => [name, answers.get(name)]));
    await expect(`${JSON.stringify(recorded, null, 1)}\n`).toMatchFileSnapshot('../../fixtures/relabel/prometheus-3.16.json');
  });
});

async function loads(each: RelabelCase): Promise<boolean> {
  const file = write('one.yaml', [jobOf(each)]);
  return run(join(bin, 'promtool'), ['check', 'config', '--syntax-only', file]).then(
    () => true,
    () => false,
  );
}

describe('a configuration that Prometheus does not load', () => {
  it.each(refusedCases)('$name', async ({ name, legacy, step }) => {
    const each: RelabelCase = { name, steps: [step], legacy: legacy === true };
    expect([await loads(each), oursOf(each)[0]?.outcome]).toEqual([false, 'unsupported']);
  });
});

describe('a configuration that is not evaluated', () => {
  it.each(notEvaluatedCases)('$name', async ({ name, step }) => {
    const each: RelabelCase = { name, steps: [step] };
    expect([await loads(each), oursOf(each)[0]?.outcome]).toEqual([true, 'unsupported']);
  });
});

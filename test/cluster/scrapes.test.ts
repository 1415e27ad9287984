import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { isUnknown } from '../../src/model/fact.ts';
import type { ScrapeRow } from '../../src/model/report.ts';
import { type Api, connectApi } from './api.ts';
import { apiPort, serverOf } from './control-plane.ts';
import { adminCredentials } from './credentials.ts';
import { createProcesses, type Processes } from './processes.ts';
import { deleteScenarios } from './scenarios/cluster.ts';
import { compareCurrent, compareDebian, ourActive, ourDropped, theirActive, theirDropped } from './scenarios/compare.ts';
import { scenarios } from './scenarios/index.ts';
import { runScenarios, type Outcome } from './scenarios/run.ts';
import { jobPrefix, monitorId, type Scenario } from './scenarios/scenario.ts';
import { belongsTo, complaintAbout, healthOf, type Said } from './scenarios/truth.ts';

/**
 * Prometheus Operator makes configurations of the scenarios' monitors, Prometheus 3.16 and Debian's 2.42 run them and scrape the pods: what they
 * say is the truth, of the targets and of every scrape.
 */
const dir = inject('dir');
let api: Api;
let processes: Processes;
let outcome: Outcome;
const cells: string[] = [];

beforeAll(async () => {
  api = connectApi(adminCredentials({ dir, server: serverOf(apiPort) }));
  processes = createProcesses(dir);
  outcome = await runScenarios({ api, processes, dir, kubeconfig: inject('kubeconfig') });
}, 400_000);

afterAll(async () => {
  console.log(cells.join('\n'));
  processes.stop();
  await deleteScenarios({ api, kubeconfig: inject('kubeconfig') });
  await api.close();
}, 120_000);

const named = scenarios.map((scenario) => [monitorId(scenario), scenario] as const);
const jobsOf = (scenario: Scenario, { jobs }: Said): string[] => jobs.filter(belongsTo(jobPrefix(scenario)));
const rowsOf = (jobs: readonly string[]): ScrapeRow[] => outcome.report.scrapes.filter(({ id }) => jobs.includes(id));
/** What the ledger says of a scenario's monitor, or of its pod. */
const toldOf = ({ kind, namespace = 'scrapes', name, ledger = '' }: Scenario): string =>
  outcome.report.ledger.find(({ what }) => what.startsWith(`${kind} ${namespace}/${name} `) || what === ledger)?.reason ?? '';
const isLoaded = ({ is }: Scenario): boolean => is !== 'not loaded';

function note(scenario: Scenario, compared: readonly { readonly text: string; readonly wrong: string }[]): string[] {
  cells.push(...compared.map(({ text, wrong }) => `${wrong ? 'DIFFERS' : 'agrees '} ${scenario.name}: ${text}${wrong && ` — ${wrong}`}`));
  return compared.map(({ wrong }) => wrong).filter(Boolean);
}

describe('every scenario is what it claims to be', () => {
  it.each(named)('%s', (id, scenario) => {
    const rejection = outcome.rejections.get(id) ?? '';
    expect(complaintAbout(scenario, jobsOf(scenario, outcome.current), outcome.current, rejection)).toBe('');
  });
});

describe('jobs, active and dropped targets are those of Prometheus', () => {
  it.each(named)('%s', (_, scenario) => {
    const { current, resolution } = outcome;
    const jobs = jobsOf(scenario, current);
    const ours = resolution.jobs.filter(({ job }) => belongsTo(jobPrefix(scenario))(job.id));
    expect(ours.map(({ job }) => job.id)).toEqual(jobs);
    if (!isLoaded(scenario)) return;
    for (const { job, targets } of ours) {
      expect(ourActive(targets)).toEqual(theirActive(current.seen.filter(({ pool }) => pool === job.id)));
      expect(ourDropped(targets)).toEqual(theirDropped(current.dropped.filter(({ scrapePool }) => scrapePool === job.id)));
    }
  });
});

describe('objects that the operator rejects have its reason', () => {
  it.each(named.filter(([, { is }]) => typeof is === 'string' && is.startsWith('rejected')))('%s', (id) => {
    const [kind, namespace, name] = id.split('/');
    const monitor = outcome.resolution.resolved.monitors.find((each) => each.id === `${namespace}/${kind}/${name}`);
    const reasons = monitor && !isUnknown(monitor.rejections) ? monitor.rejections : [];
    const said = outcome.rejections.get(id) ?? '';
    expect(
      reasons.some((reason) => said.includes(reason)),
      `${said} — ${reasons.join('; ')}`,
    ).toBe(true);
  });
});

describe('the verdict is its up, and the texts contain its lastError', () => {
  it.each(named)('%s', (_, scenario) => {
    const jobs = jobsOf(scenario, outcome.current);
    const rows = rowsOf(jobs);
    const seen = outcome.current.seen.filter(({ pool }) => jobs.includes(pool));
    const wrong = note(
      scenario,
      seen.map((each) =>
        compareCurrent(
          rows.find(({ id, url }) => id === each.pool && url === each.url),
          each,
          { ...scenario, told: toldOf(scenario) },
        ),
      ),
    );
    expect(wrong).toEqual([]);
    const urls = new Set(seen.map(({ pool, url }) => `${pool} ${url}`));
    const isTold = (row: ScrapeRow): boolean => (isLoaded(scenario) ? urls.has(`${row.id} ${row.url}`) : row.outcome !== 'up');
    expect(rows.filter((row) => !isTold(row))).toEqual([]);
  });
});

describe('the texts of Prometheus 2.42', () => {
  const ofMain = named.filter(([, { prometheus = 'main', labels }]) => prometheus === 'main' && !labels);
  it.each(ofMain)('%s', (_, scenario) => {
    const jobs = jobsOf(scenario, outcome.debian);
    const rows = rowsOf(jobs).filter((row) => row.outcome !== 'unknown');
    const compared = rows.flatMap((row) => {
      const seen = outcome.debian.seen.find(({ pool, url }) => pool === row.id && url === row.url);
      return seen && scenario.in2x === undefined ? [compareDebian(row, seen)] : [];
    });
    expect(note(scenario, compared)).toEqual([]);
    const seen = outcome.debian.seen.filter(({ pool }) => jobs.includes(pool));
    const up = seen.filter((each) => healthOf(each) === 'up');
    expect(up).toEqual(scenario.in2x ? seen : up);
  });
});

it('scrapes what is annotated as the jobs of the chart do', () => {
  const seen = outcome.current.seen.filter(({ pool }) => pool.startsWith('kubernetes-'));
  const rows = outcome.report.scrapes.filter(({ id }) => id.startsWith('annotation/'));
  expect(rows.map(({ url }) => url).toSorted()).toEqual(seen.map(({ url }) => url).toSorted());
  const compared = seen.map((each) =>
    compareCurrent(
      rows.find(({ url }) => url === each.url),
      each,
      {},
    ),
  );
  expect(compared.filter(({ wrong }) => wrong !== '')).toEqual([]);
});

const failed = (rule: string) => outcome.asked.findings.filter((finding) => finding.rule === rule && finding.verdict === 'fail');

describe('beside what Prometheus itself says', () => {
  it('every row has its health, and of what is down its error', () => {
    const rows = new Map(outcome.asked.scrapes.map((row) => [`${row.id} ${row.url}`, row]));
    const shared = outcome.current.seen.flatMap((seen) => {
      const row = rows.get(`${seen.pool} ${seen.url}`);
      return row ? [{ seen, row }] : [];
    });
    expect(shared.length).toBeGreaterThan(300);
    expect(shared.filter(({ seen, row }) => !seen.healths.has(row.health)).map(({ row }) => `${row.id} ${row.url} ${row.health}`)).toEqual(
      [],
    );
    expect(shared.filter(({ row }) => (row.health === 'down') !== (row.lastError !== '')).map(({ row }) => row.id)).toEqual([]);
  });

  it('nothing is predicted otherwise, loaded otherwise, or said to be missing that is there', () => {
    expect(failed('prediction-differs').map(({ subject, message }) => `${subject.scrape?.id}: ${message}`)).toEqual([]);
    expect(failed('loaded-differs').map(({ subject, message }) => `${subject.scrape?.id}: ${message}`)).toEqual([]);
    const loaded = new Set(outcome.current.pools);
    expect(failed('declared-not-loaded').filter(({ subject }) => loaded.has(subject.scrape?.id ?? ''))).toEqual([]);
    expect(failed('loaded-undeclared').filter(({ subject }) => outcome.current.jobs.includes(subject.owner.name))).toEqual([]);
  });

  it('what is down is told with its error, and explained by what the wire shows', () => {
    const down = failed('scrape-down');
    expect(down.length).toBeGreaterThan(50);
    expect(down.filter(({ message }) => !message.includes('; ')).length).toBeLessThan(down.length / 4);
  });

  it('what is up without being verified is told', () => {
    expect(failed('up-unverified').length).toBeGreaterThan(0);
  });
});

it('is unknown only where it cannot be known', () => {
  const { scrapes } = outcome.report;
  const unknowable = scenarios.filter((scenario) => scenario.unknowable !== undefined || !isLoaded(scenario)).map(jobPrefix);
  const unknown = scrapes.filter((row) => row.outcome === 'unknown');
  const reasons = unknown.map(({ id, url, reason }) => `unknown ${id} ${url}: ${reason}`);
  console.log(`${unknown.length} of ${scrapes.length} scrapes are unknown\n${reasons.join('\n')}`);
  expect(unknown.filter(({ id }) => !unknowable.some((prefix) => belongsTo(prefix)(id)))).toEqual([]);
});

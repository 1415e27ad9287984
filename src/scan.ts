import { coverageOf, decidingFindings } from './coverage.ts';
import type { Discovery } from './discover/index.ts';
import { join } from './join.ts';
import { ledgerOf } from './ledger.ts';
import type { Deriver, ObjectReader, Present, Probe, Reader } from './model/probe.ts';
import { schemaVersion, type Observation, type Report, type ScrapeRow, type Vantage } from './model/report.ts';
import type { Observe, Observed } from './observe/observe.ts';
import { attribute, undeclaredPools, type Asked, type LoadedTargets } from './prometheus/loaded/index.ts';
import { planTargets, type PlanOptions, type TargetPlan } from './plan.ts';
import { lookAgain, type ReadPodNow } from './observe/recheck.ts';
import { judge, type RuleSet } from './rules/index.ts';
import { noteScrapes } from './scrape-rows.ts';

/** All that a scan works with; nothing of it is global. */
export interface ScanOptions {
  readonly discover: () => Promise<Discovery>;
  readonly ruleSet: RuleSet;
  readonly probes: readonly Probe[];
  readonly looking: Pick<PlanOptions, 'depth' | 'most' | 'clients' | 'surface' | 'cost'>; // how thoroughly
  readonly readers: readonly Reader[];
  readonly objectReaders: readonly ObjectReader[];
  readonly loaded: readonly LoadedTargets[] | null; // what Prometheuses say of their targets; null: none was asked
  readonly derivers: (asked: readonly Asked[] | null) => readonly Deriver[];
  readonly present: ((discovery: Discovery) => Present) | null; // null: no client certificate is presented
  readonly observe: Observe; // over the network, or from a recording
  readonly podNow: ReadPodNow; // for pods that come and go during the scan
  readonly vantage: (auditedServer: string) => Promise<Vantage>;
  readonly signal: AbortSignal; // its reason, a text, becomes the report's partialReason
  readonly now: () => number;
  readonly tool: { readonly name: string; readonly version: string };
  readonly scope: Report['scope'];
  readonly minCoverage: number | null;
  readonly allowEmpty: boolean;
  readonly onPlan: (plans: readonly TargetPlan[]) => void;
  readonly onObserved: (observed: Observed) => void;
}

/** The line: discover → plan → observe → judge → report. */
export async function scan(options: ScanOptions): Promise<Report> {
  const startedAt = options.now();
  const discovery = await options.discover();
  const vantage = await options.vantage(discovery.cluster?.server ?? '');
  const plans = planTargets(discovery.endpoints, planOptions(options));
  options.onPlan(plans);
  const present = options.present?.(discovery) ?? null;
  const observed = await lookAgain(await options.observe(plans, { ...options, vantage, present }), options);
  const asked = options.loaded && attribute(options.loaded, discovery.jobs);
  const derivers = options.derivers(asked);
  const judged = join(observed, { ...options, ...discovery, derivers, now: new Date(startedAt) });
  const declared = { jobs: new Set(discovery.jobs.map(({ id }) => id)), unreadable: discovery.jobsUnknown };
  const objects = [...judged.objects, ...undeclaredPools(asked ?? [], declared)];
  const scrapes: ScrapeRow[] = [];
  const findings = judge(options.ruleSet, { endpoints: noteScrapes(judged.endpoints, scrapes), objects });
  return assemble(options, { startedAt, discovery, vantage, observed, scrapes, findings });
}

/** What all targets are asked. */
export const planOptions = ({
  looking,
  ruleSet: { sets, decisive },
  probes,
}: Pick<ScanOptions, 'looking' | 'ruleSet' | 'probes'>): PlanOptions => ({
  ...looking,
  sets,
  decisive,
  probes,
});

interface Results {
  readonly startedAt: number;
  readonly discovery: Discovery;
  readonly vantage: Vantage;
  readonly observed: readonly Observed[];
  readonly scrapes: Report['scrapes'];
  readonly findings: Report['findings'];
}

function assemble(options: ScanOptions, { startedAt, discovery, vantage, observed, scrapes, findings }: Results): Report {
  const { aborted, reason } = options.signal;
  const observations = observed.map(observation);
  return {
    schemaVersion,
    tool: { ...options.tool, ruleSet: { digest: options.ruleSet.digest, rules: options.ruleSet.rules.length } },
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(options.now()).toISOString(),
    partial: aborted,
    partialReason: aborted ? String(reason) : '',
    scope: options.scope,
    provenance: { cluster: discovery.cluster, user: discovery.user, vantage },
    rules: options.ruleSet.rules.map(({ id, title, severity, category, references, fix }) => ({
      id,
      title,
      severity,
      category,
      references,
      fix: fix['default'] ?? '',
    })),
    coverage: coverageOf(
      observations.map((each) => each.target),
      decidingFindings(findings, discovery.endpoints),
      discovery.access,
    ),
    minCoverage: options.minCoverage,
    allowEmpty: options.allowEmpty,
    ledger: [...ledgerOf(observed), ...discovery.notProbed],
    ledgerOmitted: discovery.notProbedOmitted,
    scrapes,
    observations,
    findings,
  };
}

const observation = ({ plan: { endpoint, target }, facts, connections, milliseconds }: Observed): Observation => ({
  endpoint: endpoint.id,
  target: target.id,
  address: target.address,
  pod: target.pod,
  proof: target.proof,
  connections,
  milliseconds,
  facts,
});

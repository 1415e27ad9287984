import { coverageOf } from './coverage.ts';
import type { Discovery } from './discover/index.ts';
import { join } from './join.ts';
import type { Connect } from './model/attempt.ts';
import type { Deriver, Probe, Reader } from './model/probe.ts';
import { schemaVersion, type Observation, type Report } from './model/report.ts';
import { observe, type Observed } from './observe.ts';
import { planTargets, type TargetPlan } from './plan.ts';
import { judge, type RuleSet } from './rules/index.ts';

/** All that a scan works with; nothing of it is global. */
export interface ScanOptions {
  readonly discover: () => Promise<Discovery>;
  readonly ruleSet: RuleSet;
  readonly probes: readonly Probe[];
  readonly readers: readonly Reader[];
  readonly derivers: readonly Deriver[];
  readonly connect: Connect;
  readonly concurrency: number;
  readonly timeoutMs: number;
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
  const plans = planTargets(discovery.endpoints, options.ruleSet.sets, options.probes);
  options.onPlan(plans);
  const observed = await observe(plans, { ...options, userAgent: `${options.tool.name}/${options.tool.version}` });
  const endpoints = join(observed, { ...options, endpoints: discovery.endpoints, now: new Date(startedAt) });
  const findings = judge(options.ruleSet, endpoints);
  return assemble(options, { startedAt, discovery, observed, findings });
}

interface Results {
  readonly startedAt: number;
  readonly discovery: Discovery;
  readonly observed: readonly Observed[];
  readonly findings: Report['findings'];
}

function assemble(options: ScanOptions, { startedAt, discovery, observed, findings }: Results): Report {
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
    provenance: { cluster: discovery.cluster, user: discovery.user, vantage: 'direct' },
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
      findings,
      discovery.access,
    ),
    minCoverage: options.minCoverage,
    allowEmpty: options.allowEmpty,
    notProbed: discovery.notProbed,
    notProbedOmitted: discovery.notProbedOmitted,
    observations,
    findings,
  };
}

const observation = ({ plan: { endpoint, target }, facts, connections }: Observed): Observation => ({
  endpoint: endpoint.id,
  target: target.id,
  address: target.address,
  pod: target.pod,
  proof: target.proof,
  connections,
  facts,
});

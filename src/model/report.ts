import * as v from 'valibot';
import { factShape } from './fact.ts';
import { findingShape, quietFindingShape, type Finding } from './finding.ts';
import { referenceShape, severityShape } from './rule.ts';
import { text, utcTime, type Immutable } from './shape.ts';
import { addressShape, notProbedShape, podRefShape, proofShape } from './subject.ts';

export type { Finding, FindingSubject, FindingTarget } from './finding.ts';

/** Grows by its second number while readers of an older report can read the new one. */
export const schemaVersion = '2.0';

export const observationShape = v.object({
  endpoint: v.string(),
  target: v.string(),
  address: v.nullable(addressShape),
  pod: v.nullable(podRefShape),
  proof: proofShape,
  connections: v.pipe(v.number(), v.description('that were made')),
  milliseconds: v.pipe(v.number(), v.description('that they took, without what they waited for their turns')),
  facts: v.array(factShape),
});
/** What was observed at one target. */
export type Observation = Immutable<v.InferOutput<typeof observationShape>>;

const accessShape = v.object({
  resource: text('"services", "servicemonitors.monitoring.coreos.com"'),
  outcome: v.picklist(['listed', 'forbidden', 'absent', 'failed', 'partial']),
  count: v.number(),
  detail: text("the API server's own words, in one line"),
});
/** How one kind of object could be read. */
export type Access = Immutable<v.InferOutput<typeof accessShape>>;

const coverageShape = v.object({
  covered: v.pipe(v.number(), v.description('targets whose every applicable enabled rule ended pass, fail or waived')),
  discovered: v.pipe(v.number(), v.description('all targets')),
  percent: v.pipe(v.nullable(v.number()), v.description('null: unknown, because a kind of object was not readable')),
  unknownBecause: text("of null where there are targets, else ''"),
  access: v.array(accessShape),
});
export type Coverage = Immutable<v.InferOutput<typeof coverageShape>>;

const toolShape = v.object({
  name: v.string(),
  version: v.string(),
  informationUri: v.exactOptional(v.pipe(v.string(), v.url(), v.description('its home page'))),
  ruleSet: v.object({ digest: v.string(), rules: v.pipe(v.number(), v.description('how many')) }),
});

const scopeShape = v.object({
  namespaces: v.pipe(v.array(v.string()), v.description('none: all')),
  selector: v.string(),
  targets: v.pipe(v.array(v.string()), v.description('addresses that the user named')),
  allowCidr: v.array(v.string()),
});

const clusterShape = v.object({
  name: v.string(),
  uid: text('of the namespace kube-system'),
  server: v.string(),
  context: v.string(),
});

/** From where the wire was seen. */
export const vantageShape = v.object({
  via: v.pipe(v.picklist(['direct', 'port-forward']), v.description('direct: straight to the address')),
  from: v.pipe(v.picklist(['outside', 'in-cluster']), v.description('where the scanner runs: in a pod of the cluster or not')),
  tainted: text("why nothing that was seen counts (the scanner's own traffic passes through a mesh), '' where it does"),
  notes: v.pipe(v.array(v.string()), v.description('what this vantage cannot see')),
});
export type Vantage = Immutable<v.InferOutput<typeof vantageShape>>;

const provenanceShape = v.object({
  cluster: v.pipe(v.nullable(clusterShape), v.description('null: no cluster was asked')),
  user: text('who scanned, as the kubeconfig names it'),
  vantage: vantageShape,
});

export const scrapeRowShape = v.object({
  id: text('the job, as Prometheus names it'),
  source: text('"ServiceMonitor db/pgx endpoints[0]"'),
  prometheus: v.pipe(v.array(v.string()), v.description('those that make it; none: no Prometheus object is known')),
  endpoint: v.string(),
  target: v.string(),
  url: text('what Prometheus requests'),
  outcome: v.pipe(v.picklist(['up', 'down', 'unknown']), v.description('whether it succeeds')),
  cause: v.string(),
  error: text("what Prometheus 3.x shows as lastError, '' where it is up or unknown"),
  errors: v.pipe(v.array(v.string()), v.description('every text the cause can show in 3.x')),
  error2x: v.string(),
  reason: text("of unknown, else ''"),
  health: text("what Prometheus says: up | down | unknown; '' where it was not asked or has no such target"),
  lastError: v.string(),
});
/** One effective scrape of one target. */
export type ScrapeRow = Immutable<v.InferOutput<typeof scrapeRowShape>>;

const reportRuleShape = v.object({
  id: v.string(),
  title: v.string(),
  severity: severityShape,
  category: v.string(),
  references: v.array(referenceShape),
  fix: v.string(),
});

export const reportShape = v.object({
  schemaVersion: v.literal(schemaVersion),
  tool: toolShape,
  startedAt: utcTime('when the scan began'),
  finishedAt: utcTime('when it ended'),
  partial: v.pipe(v.boolean(), v.description('it ended before everything was looked at; the rest is unknown')),
  partialReason: text('"interrupted by SIGINT", "deadline of 60s reached", else \'\''),
  scope: scopeShape,
  provenance: provenanceShape,
  rules: v.pipe(v.array(reportRuleShape), v.description('the rules that were judged')),
  coverage: coverageShape,
  minCoverage: v.pipe(v.nullable(v.number()), v.description('percent asked for')),
  allowEmpty: v.pipe(v.boolean(), v.description('finding no target is no error')),
  ledger: v.pipe(v.array(notProbedShape), v.description('what was found and ends without a verdict, targets among it')),
  ledgerOmitted: v.pipe(v.number(), v.description('beyond the bound of the list')),
  scrapes: v.pipe(v.array(scrapeRowShape), v.description('every effective scrape of every target')),
  observations: v.array(observationShape),
  findings: v.pipe(
    v.array(v.union([findingShape, quietFindingShape])),
    v.description('worst first; of what passed, and of what does not apply, in brief'),
  ),
});
/** The report in memory has every finding whole. */
export type Report = Omit<Immutable<v.InferOutput<typeof reportShape>>, 'findings'> & { readonly findings: readonly Finding[] };

/** Where the page's width, colour and verbosity come from: the reporter is pure. */
export interface RenderOptions {
  readonly width: number; // columns
  readonly colour: boolean;
  readonly verbose: boolean;
  readonly includeWaived: boolean;
}

/** Renders the report, piece by piece: that of ten thousand endpoints is longer than a string should be. The text ends with a newline. */
export type Reporter = (report: Report, options: RenderOptions) => Iterable<string>;

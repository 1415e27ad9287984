import type { Basis, Cause, Facts } from './fact.ts';
import type { Origin } from './origin.ts';
import type { Reference, Severity, Verdict } from './rule.ts';
import type { Address, NotProbed, PodRef, Proof } from './subject.ts';

export const schemaVersion = '1.0';

/** One member of a finding: a target, with its own verdict. */
export interface FindingTarget {
  readonly id: string;
  readonly address: Address | null;
  readonly pod: PodRef | null;
  readonly verdict: Verdict;
  readonly reason: string; // of unknown and not-applicable, else ''
  readonly cause: Cause | null; // of unknown
}

export interface FindingSubject {
  readonly kind: 'endpoint' | 'scrape';
  readonly id: string; // the endpoint's id
  readonly owner: Origin;
  readonly port: number;
  readonly exporter: string; // '' where not recognised
  readonly scrape: { readonly id: string; readonly source: Origin; readonly field: string } | null;
}

/** One rule on one endpoint (or on one scrape of it): its targets folded, worst first. */
export interface Finding {
  readonly rule: string;
  readonly title: string;
  readonly category: string;
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly severityReason: string; // why `adjust` changed it, else ''
  readonly basis: Basis;
  readonly subject: FindingSubject;
  readonly targets: readonly FindingTarget[];
  readonly message: string; // of fail: what is wrong; of unknown and not-applicable: the reason; of pass: the title
  readonly cause: Cause | null; // of unknown
  readonly evidence: readonly string[];
  readonly fix: { readonly at: Origin; readonly field: string; readonly text: string } | null; // of fail
  readonly references: readonly Reference[];
  readonly actionable: boolean; // fail, and not waived
  readonly controls: readonly string[]; // requirement ids of the active profiles
  readonly waiver: { readonly reason: string; readonly by: string; readonly until: string } | null;
  readonly fingerprint: string; // 64 hex digits; without cluster and parameters
}

/** What was observed at one target. */
export interface Observation {
  readonly endpoint: string;
  readonly target: string;
  readonly address: Address | null;
  readonly pod: PodRef | null;
  readonly proof: Proof;
  readonly connections: number; // that were made
  readonly facts: Facts;
}

/** How one kind of object could be read. */
export interface Access {
  readonly resource: string; // "services", "servicemonitors.monitoring.coreos.com"
  readonly outcome: 'listed' | 'forbidden' | 'absent' | 'failed' | 'partial';
  readonly count: number;
  readonly detail: string; // the API server's own words, in one line
}

export interface Coverage {
  readonly covered: number; // targets whose every applicable enabled rule ended pass, fail or waived
  readonly discovered: number; // all targets
  readonly percent: number | null; // null: unknown, because a kind of object was not readable
  readonly unknownBecause: string; // of null, else ''
  readonly access: readonly Access[];
}

export interface Report {
  readonly schemaVersion: typeof schemaVersion;
  readonly tool: { readonly name: string; readonly version: string; readonly ruleSet: { readonly digest: string; readonly rules: number } };
  readonly startedAt: string; // ISO 8601, UTC
  readonly finishedAt: string;
  readonly partial: boolean;
  readonly partialReason: string; // "interrupted by SIGINT", "deadline of 60s reached", else ''
  readonly scope: {
    readonly namespaces: readonly string[];
    readonly selector: string;
    readonly targets: readonly string[];
    readonly allowCidr: readonly string[];
  };
  readonly provenance: {
    readonly cluster: { readonly name: string; readonly uid: string; readonly server: string; readonly context: string } | null;
    readonly user: string; // who scanned, as the kubeconfig names it
    readonly vantage: string; // "direct": from where the scanner runs, straight to the address
  };
  readonly rules: readonly {
    readonly id: string;
    readonly title: string;
    readonly severity: Severity;
    readonly category: string;
    readonly references: readonly Reference[];
    readonly fix: string;
  }[];
  readonly coverage: Coverage;
  readonly minCoverage: number | null; // percent asked for
  readonly notProbed: readonly NotProbed[];
  readonly notProbedOmitted: number; // beyond the bound of the list
  readonly observations: readonly Observation[];
  readonly findings: readonly Finding[]; // worst first
}

/** Where the page's width, colour and verbosity come from: the reporter is pure. */
export interface RenderOptions {
  readonly width: number; // columns
  readonly colour: boolean;
  readonly verbose: boolean;
  readonly includeWaived: boolean;
}

/** Renders the report; the text ends with a newline. */
export type Reporter = (report: Report, options: RenderOptions) => string;

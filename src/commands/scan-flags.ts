import type { reporters } from '../reporters/index.ts';
import type { Depth } from '../model/probe.ts';
import type { Severity } from '../model/rule.ts';
import type { LoadedFlags } from './loaded.ts';
import type { Output } from './values.ts';

export type Format = keyof typeof reporters;

/** The options of `scan`, as commander gives them. Durations are milliseconds. */
export interface ScanFlags extends LoadedFlags {
  readonly given?: readonly string[]; // the options that the command line names: "--depth"
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly namespace: readonly string[];
  readonly selector?: string;
  readonly via: 'direct' | 'port-forward' | 'auto';
  readonly readSecrets?: boolean;
  readonly useScrapeCerts?: boolean;
  readonly target: readonly string[];
  readonly serverName?: string;
  readonly allowCidr: readonly string[];
  readonly guess?: boolean;
  readonly format: Format;
  readonly output: readonly Output[];
  readonly failOn: Severity | 'never';
  readonly minCoverage?: number; // percent
  readonly expiryWarning: { readonly min_share: number; readonly min_days: number };
  readonly depth: Depth;
  readonly maxConnectionsPerEndpoint?: number;
  readonly clientCert?: string; // file
  readonly clientKey?: string;
  readonly wrongClientCert?: string;
  readonly wrongClientKey?: string;
  readonly httpSurface?: boolean;
  readonly measureCost?: boolean;
  readonly record?: string; // file
  readonly replay?: string;
  readonly rate?: number; // targets a second
  readonly timeout: number;
  readonly deadline?: number;
  readonly concurrency: number;
  readonly namespaceTargets: number;
  readonly namespaceTime: number; // summed over the namespace's targets
  readonly dryRun?: boolean;
  readonly clusterName?: string;
  readonly allowEmpty?: boolean;
  readonly exitZero?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color: boolean;
}

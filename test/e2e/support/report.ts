import type { Finding, Observation, Report } from '../../../src/model/report.ts';
import type { Verdict } from '../../../src/model/rule.ts';
import type { MiniatureCluster } from '../../miniature/cluster.ts';
import { exporters } from '../../miniature/inventory.ts';

/** The endpoint's id of an exporter of the miniature cluster. */
export function endpointId(cluster: MiniatureCluster, key: string): string {
  const exporter = exporters.find((each) => each.key === key);
  if (!exporter) throw new Error(`no exporter ${key} in the miniature cluster`);
  return `${exporter.namespace}/${exporter.kind}/${exporter.name}:${cluster.port(key)}`;
}

/** What the report finds of one rule at one endpoint: the worst, where several scrapes have one each. */
export function findingOf(report: Report, rule: string, endpoint: string): Finding | undefined {
  const order: readonly Verdict[] = ['fail', 'unknown', 'waived', 'pass', 'not-applicable'];
  const found = report.findings.filter((finding) => finding.rule === rule && finding.subject.id === endpoint);
  return found.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))[0];
}

export const observationsOf = (report: Report, endpoint: string): readonly Observation[] =>
  report.observations.filter((observation) => observation.endpoint === endpoint);

export const addressId = (port: number): string => `address/127.0.0.1:${port}`;

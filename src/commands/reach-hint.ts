import { factOf, isUnknown } from '../model/fact.ts';
import type { ReasonCode } from '../model/reason.ts';
import type { Observation, Report } from '../model/report.ts';
import { count } from '../model/text.ts';

const outOfReach: ReadonlySet<ReasonCode | undefined> = new Set<ReasonCode>(['unreachable', 'timed-out']);

/**
 * Two lines on the ways to pods that cannot be reached from here, '' where more than half of the dialled ones were reached. Nothing is chosen
 * by itself: port-forward opens thousands of privileged streams, each in the audit log.
 */
export function reachHint({ observations, provenance: { vantage } }: Report): string {
  if (vantage.via !== 'direct') return '';
  const dialled = observations.filter(({ connections, pod }) => connections > 0 && pod !== null);
  const missed = dialled.filter(isOutOfReach).length;
  if (missed === 0 || missed * 2 <= dialled.length) return '';
  const pods = `${missed} of ${count(dialled.length, 'pod')} cannot be reached from here`;
  return [
    `${pods}: --via port-forward goes through the API server, to the pods' loopback, past NetworkPolicies and meshes;`,
    'pgx-audit job prints a Job that scans from within the cluster, as Prometheus sees it.',
  ].join('\n');
}

function isOutOfReach({ facts }: Observation): boolean {
  const transport = factOf(facts, 'transport', 'observed');
  return transport !== undefined && isUnknown(transport) && outOfReach.has(transport.code);
}

import type { Seen } from '../prometheus/watch.ts';
import type { Scenario } from './scenario.ts';

/** What one Prometheus and its operator say of everything. */
export interface Said {
  readonly jobs: readonly string[]; // of the configuration
  readonly pools: readonly string[]; // that are loaded
  readonly seen: readonly Seen[];
}

const deadline = 'context deadline exceeded';

/** The errors of a target, without the time-outs of a busy machine: a server that never answers has no others. */
export function errorsOf({ errors, healths }: Seen): string[] {
  const all = [...errors.keys()];
  const others = all.filter((error) => !error.includes(deadline));
  return others.length > 0 || healths.has('up') ? others : all;
}

/** `up`, `down`, or `both` in turn. */
export function healthOf(seen: Seen): 'up' | 'down' | 'both' {
  const isDown = errorsOf(seen).length > 0;
  return seen.healths.has('up') ? (isDown ? 'both' : 'up') : 'down';
}

export const belongsTo =
  (prefix: string) =>
  (job: string): boolean =>
    job === prefix || job.startsWith(`${prefix}/`);

const told = (seen: readonly Seen[]): string =>
  seen.map((each) => `${each.url}: ${[healthOf(each), ...errorsOf(each)].join(' ')}`).join('; ') || 'no target';
const is = (claim: string, seen: Seen): boolean =>
  claim === 'up' ? healthOf(seen) === 'up' : errorsOf(seen).some((error) => error.includes(claim));

function ofTargets(claims: readonly string[], targets: number, seen: readonly Seen[]): string {
  if (seen.length !== targets) return `${targets} targets are claimed: ${told(seen)}`;
  const all =
    seen.every((each) => claims.some((claim) => is(claim, each))) && claims.every((claim) => seen.some((each) => is(claim, each)));
  return all ? '' : `claimed: ${claims.join(' and ')}, but ${told(seen)}`;
}

/** Why the scenario is not what it claims to be, '' where it is. */
export function complaintAbout(scenario: Scenario, jobs: readonly string[], said: Said, rejection: string): string {
  const loaded = said.pools.filter((pool) => jobs.includes(pool));
  const seen = said.seen.filter(({ pool }) => jobs.includes(pool));
  const claims = typeof scenario.is === 'string' ? [scenario.is] : scenario.is;
  const [claim = ''] = claims;
  if (claim === 'not selected') return jobs.length > 0 ? `it has jobs: ${jobs.join()}` : rejection && `it is rejected: ${rejection}`;
  if (claim.startsWith('rejected: ')) {
    const reason = claim.slice('rejected: '.length);
    return jobs.length > 0 || !rejection.includes(reason) ? `claimed: ${claim}, but ${jobs.join() || rejection || 'not selected'}` : '';
  }
  if (jobs.length === 0) return `it has no job ${rejection}`;
  if (claim === 'not loaded') return loaded.length > 0 ? 'it is loaded' : '';
  if (loaded.length !== jobs.length) return 'it is not loaded';
  return claim === 'no target' ? ofTargets([], 0, seen) : ofTargets(claims, scenario.targets ?? claims.length, seen);
}

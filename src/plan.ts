import { mostConnections, type Asked, type Probe } from './model/probe.ts';
import { onlyRootBecause, type Endpoint, type Target } from './model/subject.ts';

/** What will be asked of one target, and what it can cost. */
export interface TargetPlan {
  readonly endpoint: Endpoint;
  readonly target: Target;
  readonly asked: Asked;
  readonly attempts: readonly string[]; // the named attempts that may be made
  readonly most: number; // connections this target can see at the most; 0 where it is not dialled
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

/** The paths to request: what the user named, the scrapes' own, or only `/`. */
function pathsOf(endpoint: Endpoint): string[] {
  if (endpoint.path !== undefined) return [endpoint.path];
  if (onlyRootBecause(endpoint) !== '') return ['/'];
  return unique(endpoint.scrapes.filter(({ unasked = '' }) => unasked === '').map((scrape) => scrape.path));
}

const dialled = (target: Target): boolean => target.proof.proven && target.address !== null;

/** Which attempts each target will see: the union of what the probes use, and what they may need beyond it. Pure. */
export function planTargets(
  endpoints: readonly Endpoint[],
  sets: Readonly<Record<string, readonly string[]>>,
  probes: readonly Probe[],
): TargetPlan[] {
  return endpoints.flatMap((endpoint) => {
    const asked: Asked = { sets, serverNames: endpoint.serverNames, paths: pathsOf(endpoint) };
    const attempts = unique(probes.flatMap((probe) => probe.uses(asked)));
    const worst = attempts.length + probes.reduce((sum, probe) => sum + probe.extra(asked), 0);
    return endpoint.targets.map((target) =>
      dialled(target)
        ? { endpoint, target, asked, attempts, most: Math.min(worst, mostConnections) }
        : { endpoint, target, asked, attempts: [], most: 0 },
    );
  });
}

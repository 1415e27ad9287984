import { type Asked, type Probe } from './model/probe.ts';
import { cipherSuites, sslv2, tlsVersions } from './model/registry.ts';
import { onlyRootBecause, type Endpoint, type Target } from './model/subject.ts';

/** What will be asked of one target, and what it can cost. */
export interface TargetPlan {
  readonly endpoint: Endpoint;
  readonly target: Target;
  readonly asked: Asked;
  readonly attempts: readonly string[]; // the named attempts that may be made
  readonly most: number; // connections this target can see at the most; 0 where it is not dialled
}

/** What is the same for all targets of a scan. */
export interface PlanOptions extends Pick<Asked, 'depth' | 'most' | 'sets' | 'decisive' | 'clients' | 'surface'> {
  readonly probes: readonly Probe[];
  readonly cost: boolean; // --measure-cost
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

/** The paths to request: what the user named, the scrapes' own, or only `/`. */
function pathsOf(endpoint: Endpoint): string[] {
  if (endpoint.path !== undefined) return [endpoint.path];
  if (onlyRootBecause(endpoint) !== '') return ['/'];
  return unique(endpoint.scrapes.filter(({ unasked = '' }) => unasked === '').map((scrape) => scrape.path));
}

/** Everything there is to know, whatever the rules ask for. */
const everything: Asked['sets'] = {
  'tls.suites': cipherSuites.map(({ name }) => name),
  'tls.versions': [...tlsVersions, sslv2].map(({ name }) => name),
};

/** In full depth nothing is decided by a find: all is listed. */
const atDepth = (options: PlanOptions): PlanOptions =>
  options.depth === 'full' ? { ...options, sets: { ...options.sets, ...everything }, decisive: {} } : options;

const dialled = (target: Target): boolean => target.proof.proven && target.address !== null;

/** Ports of the control plane, where a refused certificate is an alarm to somebody: API server, etcd, kubelet, scheduler, controllers, proxy. */
const controlPlane: ReadonlySet<number> = new Set([2379, 2380, 2381, 6443, 10249, 10250, 10256, 10257, 10259]);

function askedOf(endpoint: Endpoint, { depth, most, sets, decisive, clients, surface, cost }: PlanOptions): Asked {
  const intervals = endpoint.scrapes.flatMap(({ intervalSeconds }) => intervalSeconds ?? []);
  return {
    depth,
    most,
    sets,
    decisive,
    surface,
    serverNames: endpoint.serverNames,
    paths: pathsOf(endpoint),
    clients: controlPlane.has(endpoint.port) ? { ...clients, throwaway: null } : clients,
    cost: cost ? { intervalSeconds: intervals.length > 0 ? Math.min(...intervals) : null } : null,
  };
}

/** Which attempts each target will see: the union of what the probes use, and what they may need beyond it. Pure. */
export function planTargets(endpoints: readonly Endpoint[], given: PlanOptions): TargetPlan[] {
  const options = atDepth(given);
  return endpoints.flatMap((endpoint) => {
    const asked = askedOf(endpoint, options);
    const attempts = unique(options.probes.flatMap((probe) => probe.uses(asked)));
    const worst = attempts.length + options.probes.reduce((sum, probe) => sum + probe.extra(asked), 0);
    return endpoint.targets.map((target) =>
      dialled(target)
        ? { endpoint, target, asked, attempts, most: Math.min(worst, asked.most) }
        : { endpoint, target, asked, attempts: [], most: 0 },
    );
  });
}

import { mostConnections, type Asked } from '../../src/model/probe.ts';
import type { PlanOptions } from '../../src/plan.ts';

export const nobody: Asked['clients'] = { throwaway: null, own: null, wrong: null };

/** A decision about `/metrics`, asking nothing in particular. */
export const someAsked = (given: Partial<Asked> = {}): Asked => {
  const depth = given.depth ?? 'decision';
  return {
    depth,
    most: mostConnections[depth],
    sets: {},
    decisive: {},
    serverNames: [''],
    paths: ['/metrics'],
    clients: nobody,
    surface: false,
    cost: null,
    ...given,
  };
};

export const planning = (probes: PlanOptions['probes'] = [], given: Partial<PlanOptions> = {}): PlanOptions => {
  const { depth, most, sets, decisive, clients, surface } = someAsked(given.depth ? { depth: given.depth } : {});
  return { depth, most, sets, decisive, clients, surface, cost: false, probes, ...given };
};

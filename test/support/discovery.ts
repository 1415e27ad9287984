import type { Discovery } from '../../src/discover/index.ts';

/** That found nothing. */
export const someDiscovery = (over: Partial<Discovery> = {}): Discovery => ({
  cluster: null,
  user: '',
  endpoints: [],
  objects: [],
  jobs: [],
  jobsUnknown: '',
  keyPairOf: () => ({ unknown: 'not asked', cause: 'out-of-mode' }),
  notProbed: [],
  notProbedOmitted: 0,
  access: [],
  ...over,
});

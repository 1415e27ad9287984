import type { ObjectReader } from '../model/probe.ts';
import { poolShape, type Pool } from '../prometheus/loaded/index.ts';

/** `pool`: of objects that declare scrapes there is none. The jobs that nothing declares bring theirs with them. */
export const pool: ObjectReader<Pool> = {
  group: 'pool',
  shape: poolShape,
  scope: 'object',
  read: () => ({ group: 'pool', basis: 'loaded', absent: 'an object that declares scrapes, which is judged as such' }),
};

import { mostConnections } from '../model/probe.ts';
import type { ScanOptions } from '../scan.ts';
import type { ScanFlags } from './scan-flags.ts';

/** How thoroughly targets are looked at. Throws a usage error where a certificate or its key cannot be read. */
export async function readLooking(flags: ScanFlags): Promise<ScanOptions['looking']> {
  return {
    depth: flags.depth,
    most: flags.maxConnectionsPerEndpoint ?? mostConnections[flags.depth],
    clients: { throwaway: null, own: null, wrong: null },
    surface: flags.httpSurface === true,
    cost: flags.measureCost === true,
  };
}

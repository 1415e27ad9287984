import { connectionsFor } from '../model/beside.ts';
import type { KeyPair } from '../model/attempt.ts';
import { usageError } from '../model/errors.ts';
import { mostConnections } from '../model/probe.ts';
import { createThrowaway } from '../net/index.ts';
import type { ScanOptions } from '../scan.ts';
import { readPair } from './client-pair.ts';
import type { ScanFlags } from './scan-flags.ts';

type Flag = 'client' | 'wrong-client';

/** Both are given, or neither (`checkFlags`). */
const pairOf = async (flag: Flag, certificate: string | undefined, key: string | undefined): Promise<KeyPair | null> =>
  certificate === undefined || key === undefined
    ? null
    : readPair({ flag: `--${flag}-cert`, file: certificate }, { flag: `--${flag}-key`, file: key });

/** The user's certificates. Throws a usage error. */
async function readCertificates(flags: ScanFlags): Promise<{ own: KeyPair | null; wrong: KeyPair | null }> {
  const own = await pairOf('client', flags.clientCert, flags.clientKey);
  const wrong = await pairOf('wrong-client', flags.wrongClientCert, flags.wrongClientKey);
  if (own && own.certificate === wrong?.certificate)
    throw usageError('--wrong-client-cert: it is the certificate of --client-cert', 'name one that the server should refuse');
  return { own, wrong };
}

/** How thoroughly targets are looked at. `now`: milliseconds since the epoch. Throws a usage error where a certificate or its key cannot be used. */
export async function readLooking(flags: ScanFlags, now: number): Promise<ScanOptions['looking']> {
  const { own, wrong } = await readCertificates(flags);
  const surface = flags.httpSurface === true;
  const cost = flags.measureCost === true;
  const more =
    (cost ? connectionsFor.cost : 0) +
    (surface ? connectionsFor.surface : 0) +
    (own ? connectionsFor.certificate : 0) +
    (wrong ? connectionsFor.certificate : 0) +
    (flags.useScrapeCerts === true ? connectionsFor.scrapes : 0);
  return {
    depth: flags.depth,
    most: flags.maxConnectionsPerEndpoint ?? mostConnections[flags.depth] + more,
    clients: { throwaway: createThrowaway(new Date(now)), own, wrong },
    surface,
    cost,
  };
}

import { clean } from '../../model/text.ts';
import type { GoCertificate } from './certificate.ts';
import { checkConstraints } from './constraints.ts';
import { type Path, type Search, buildPaths, pathMemberError } from './path.ts';
import { hasValidPolicies } from './policies.ts';
import { type Pool, createPool } from './pool.ts';
import { goReading } from './read.ts';
import { Refusal } from './refusal.ts';

/** Of `ok: false`: Go's words. `refused`: crypto/tls refuses the certificate before it verifies anything, with insecureSkipVerify too. */
interface Failure {
  readonly ok: false;
  readonly error: string;
  readonly refused?: 'unreadable' | 'RSA key too large';
}

/** `ok: null`: it was not decided, with the reason; nothing may be concluded from it. */
export type ChainOutcome = { readonly ok: true } | Failure | { readonly ok: null; readonly reason: string };

interface ChainQuestion {
  readonly chain: readonly Uint8Array[]; // DER, as served: the leaf first
  readonly roots: readonly Uint8Array[] | Pool; // DER, or a pool to use again and again
  readonly now: Date;
}

const mostText = 2000;
/** Far more than any exporter serves. */
const mostServed = 1000;
/** Of a certificate that a server sends (crypto/tls/handshake_client.go). */
const mostRsaBits = 8192;

const failed = (error: string): Failure => ({ ok: false, error: clean(error, mostText) });

const anyPurpose = '2.5.29.37.0';
const serverAuth = '1.3.6.1.5.5.7.3.1';

/** Every certificate that lists key purposes lists serverAuth, or any: from the root down, nested (checkChainForKeyUsage). */
const allowsServers = (path: Path): boolean =>
  path.every(({ keyPurposes }) => keyPurposes.length === 0 || keyPurposes.includes(serverAuth) || keyPurposes.includes(anyPurpose));

function constraintsError(path: Path): string {
  try {
    checkConstraints(path);
    return '';
  } catch (error) {
    if (error instanceof Refusal)
      return `x509: a root or intermediate certificate is not authorized to sign for this name: ${error.message}`;
    throw error;
  }
}

/** Why a path that leads to a root is none that Go takes. */
type Flaw = { readonly kind: 'policies' | 'usage' } | { readonly kind: 'names'; readonly error: string };

function flawOf(path: Path): Flaw | null {
  if (!hasValidPolicies(path)) return { kind: 'policies' };
  if (!allowsServers(path)) return { kind: 'usage' };
  const error = constraintsError(path);
  return error === '' ? null : { kind: 'names', error };
}

/** The words for paths of which none is taken, as the end of Certificate.Verify chooses them. */
function flawError(flaws: readonly Flaw[]): string {
  const names = flaws.find((flaw) => flaw.kind === 'names');
  if (names?.kind === 'names') return names.error;
  const [policies, usage] = ['policies', 'usage'].map((kind) => flaws.filter((flaw) => flaw.kind === kind).length);
  if (policies === 0) return 'x509: certificate specifies an incompatible key usage';
  const details = [
    ...(usage ? [`${usage} candidate chains with incompatible key usage`] : []),
    `${policies} candidate chains with invalid policies`,
  ];
  return `x509: no valid chains built: ${details.join(', ')}`;
}

function judgePaths(paths: readonly Path[]): ChainOutcome {
  const flaws: Flaw[] = [];
  for (const path of paths) {
    const flaw = flawOf(path);
    if (!flaw) return { ok: true };
    flaws.push(flaw);
  }
  return failed(flawError(flaws));
}

/** What crypto/tls holds against the certificates before it verifies them, in their order. */
function refusalOf(read: readonly (GoCertificate | Refusal)[]): Failure | null {
  for (const each of read) {
    if (each instanceof Refusal) return { ...failed(each.message), refused: 'unreadable' };
    if (each.key?.type === 'RSA' && each.key.bits > mostRsaBits) {
      const error = `tls: server sent certificate containing RSA key larger than ${mostRsaBits} bits`;
      return { ok: false, error, refused: 'RSA key too large' };
    }
  }
  return null;
}

/** crypto/x509/verify.go of Go 1.26, Certificate.Verify without the name. */
function verifyLeaf(leaf: GoCertificate, search: Search): ChainOutcome {
  const invalid = pathMemberError(leaf, [], { now: search.now, isRoot: false });
  if (invalid) return failed(invalid);
  if (search.roots.contains(leaf)) return judgePaths([[leaf]]);
  const { paths, error } = buildPaths([leaf], search);
  return paths.length > 0 ? judgePaths(paths) : failed(error);
}

const undecided = (reason: string): ChainOutcome => ({ ok: null, reason: clean(`the served chain cannot be read: ${reason}`) });

/**
 * Whether the served chain leads to one of the roots at that time, as a Go client verifies a server without looking at its name. `error` has Go's
 * words, without the "tls: failed to verify certificate: " or "tls: failed to parse certificate from server: " before them.
 */
export function verifyChain({ chain, roots, now }: ChainQuestion): ChainOutcome {
  if (chain.length > mostServed) return undecided(`more than ${mostServed} certificates`);
  const served = chain.map(goReading);
  const [leaf] = served;
  if (!leaf) return undecided('no certificate');
  const refused = refusalOf(served);
  if (refused || leaf instanceof Refusal) return refused ?? undecided('no certificate');
  const pool = 'parentsOf' in roots ? roots : createPool(roots);
  return verifyLeaf(leaf, { roots: pool, intermediates: createPool(chain.slice(1)), now, checks: { made: 0 } });
}

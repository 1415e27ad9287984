import { clean } from '../model/text.ts';
import { type Path, type Search, buildPaths, pathMemberError } from './path.ts';
import { type Pool, createPool } from './pool.ts';
import { type Verifiable, goParseError, readVerifiable } from './verifiable.ts';

/** `ok: null`: it was not decided, with the reason; nothing may be concluded from it. */
export type ChainOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: string }
  | { readonly ok: null; readonly reason: string };

interface ChainQuestion {
  readonly chain: readonly Uint8Array[]; // DER, as served: the leaf first
  readonly roots: readonly Uint8Array[] | Pool; // DER, or a pool to use again and again
  readonly now: Date;
}

const mostText = 2000;
/** As many as OpenSSL's default verification depth, and far more than any exporter serves. */
const mostServed = 100;

const failed = (error: string): ChainOutcome => ({ ok: false, error: clean(error, mostText) });

/** Every certificate that lists key purposes lists serverAuth, or any: from the root down, nested (checkChainForKeyUsage). */
const allowsServers = (path: Path): boolean =>
  path.every(({ extendedKeyUsage: usage }) => usage.length === 0 || usage.includes('serverAuth') || usage.includes('anyExtendedKeyUsage'));

/** Of the paths to a root, one that nothing forbids. What constrains names or policies is not decided here. */
function judgePaths(paths: readonly Path[]): ChainOutcome {
  const usable = paths.filter(allowsServers);
  if (usable.length === 0) return failed('x509: certificate specifies an incompatible key usage');
  const constraining = usable.map((path) => (path.length === 1 ? undefined : path.find((each) => each.constraints.length > 0)));
  const [first] = constraining;
  if (first === undefined || constraining.includes(undefined)) return { ok: true };
  return { ok: null, reason: clean(`certificate "${first.subject.text}" has ${first.constraints.join(' and ')}, which are not evaluated`) };
}

function readServed(chain: readonly Uint8Array[]): readonly Verifiable[] {
  if (chain.length === 0) throw new Error('no certificate');
  if (chain.length > mostServed) throw new Error(`more than ${mostServed} certificates`);
  return chain.map(readVerifiable);
}

/** crypto/x509/verify.go of Go 1.26, Certificate.Verify without the name. */
function verifyServed(served: readonly [Verifiable, ...Verifiable[]], search: Search): ChainOutcome {
  const [leaf] = served;
  const refused = served.map(goParseError).find((error) => error !== '');
  if (refused) return failed(refused);
  const invalid = pathMemberError(leaf, [], search.now);
  if (invalid) return failed(invalid);
  if (search.roots.contains(leaf)) return judgePaths([[leaf]]);
  const { paths, error } = buildPaths([leaf], search);
  return paths.length > 0 ? judgePaths(paths) : failed(error);
}

/**
 * Whether the served chain leads to one of the roots at that time, as a Go client verifies a server without looking at its name. `error` has Go's
 * words, without the "tls: failed to verify certificate: " before them.
 */
export function verifyChain({ chain, roots, now }: ChainQuestion): ChainOutcome {
  try {
    const [leaf, ...others] = readServed(chain);
    const pool = 'parentsOf' in roots ? roots : createPool(roots);
    const search = { roots: pool, intermediates: createPool(chain.slice(1)), now, checks: { made: 0 } };
    return verifyServed([leaf as Verifiable, ...others], search);
  } catch (error) {
    return { ok: null, reason: clean(`the served chain cannot be read: ${error instanceof Error ? error.message : 'unreadable'}`) };
  }
}

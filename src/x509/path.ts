import { hasGoKey, issuingError } from './authority.ts';
import type { Pool } from './pool.ts';
import { isoSeconds } from './time.ts';
import type { Verifiable } from './verifiable.ts';

/** The building of paths from a leaf to a root: buildChains and isValid of crypto/x509/verify.go, Go 1.26. */

export type Path = readonly Verifiable[]; // the leaf first

export interface Search {
  readonly roots: Pool;
  readonly intermediates: Pool;
  readonly now: Date;
  readonly checks: { made: number }; // signature checks so far, over the whole search
}

const mostChecks = 100;
const tooManyChecks = 'x509: signature check attempts limit reached while verifying certificate chain';

function validityError(certificate: Verifiable, now: Date): string {
  const words = `x509: certificate has expired or is not yet valid: current time ${isoSeconds(now)} is`;
  if (now < new Date(certificate.notBefore)) return `${words} before ${certificate.notBefore}`;
  if (now > new Date(certificate.notAfter)) return `${words} after ${certificate.notAfter}`;
  return '';
}

/** Go's words for why the certificate cannot stand at the end of the path below it; '' where it can. */
export function pathMemberError(certificate: Verifiable, below: Path, now: Date, isRoot = false): string {
  if (certificate.unhandledCritical) return 'x509: unhandled critical extension';
  const invalid = validityError(certificate, now);
  if (invalid) return invalid;
  const constraints = certificate.basicConstraints;
  if (below.length > 0 && !isRoot && !constraints?.isCa) return 'x509: certificate is not authorized to sign other certificates';
  const most = constraints?.maxPathLength ?? Number.POSITIVE_INFINITY;
  return below.length - 1 > most ? 'x509: too many intermediates for path length constraint' : '';
}

/** The same subject, key and names: a path that came back to it would loop through cross-signatures. */
function isAlreadyIn(candidate: Verifiable, path: Path): boolean {
  for (const member of path) {
    if (!candidate.subject.der.equals(member.subject.der) || !candidate.spki.equals(member.spki)) continue;
    if ((candidate.subjectAltName === undefined) !== (member.subjectAltName === undefined)) return false;
    if (candidate.subjectAltName === member.subjectAltName) return true;
  }
  return false;
}

/** Go's %q, for text that is cleaned afterwards. */
const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

interface Hint {
  readonly error: string;
  readonly candidate: Verifiable;
}

function unknownAuthority(hint: Hint | null): string {
  const words = 'x509: certificate signed by unknown authority';
  if (!hint) return words;
  const { subject, serial } = hint.candidate;
  const sign = serial.startsWith('-') ? '-' : '';
  const name = subject.commonName || subject.organization || `serial:${sign}${BigInt(`0x${serial.replace('-', '')}`)}`;
  return `${words} (possibly because of ${quote(hint.error)} while trying to verify candidate authority certificate ${quote(name)})`;
}

interface Found {
  readonly paths: readonly Path[];
  readonly error: string; // where there is none
}

/** One attempt to go on from `path` through `candidate`. `error` replaces the error of the search; a hint only explains one. */
function extend(path: Path, candidate: Verifiable, search: Search, isRoot: boolean): Found & { readonly hint?: string } {
  const unsigned = issuingError(path.at(-1) as Verifiable, candidate);
  if (unsigned) return { paths: [], error: '', hint: unsigned };
  const invalid = pathMemberError(candidate, path, search.now, isRoot);
  if (invalid) return { paths: [], error: invalid, hint: invalid };
  return isRoot ? { paths: [[...path, candidate]], error: '' } : buildPaths([...path, candidate], search);
}

/** All paths to a root, or Go's words for why there is none. */
export function buildPaths(path: Path, search: Search): Found {
  const last = path.at(-1) as Verifiable;
  const candidates = [
    ...search.roots.parentsOf(last).map((candidate) => ({ candidate, isRoot: true })),
    ...search.intermediates.parentsOf(last).map((candidate) => ({ candidate, isRoot: false })),
  ];
  const paths: Path[] = [];
  let error = '';
  let hint: Hint | null = null;
  for (const { candidate, isRoot } of candidates) {
    if (++search.checks.made > mostChecks) return { paths, error: tooManyChecks };
    if (!hasGoKey(candidate) || isAlreadyIn(candidate, path)) continue;
    const step = extend(path, candidate, search, isRoot);
    paths.push(...step.paths);
    if (step.hint !== undefined) hint ??= { error: step.hint, candidate };
    // As in Go, a bad signature leaves the error of an earlier candidate standing; everything else overwrites it.
    if (step.hint === undefined || step.error !== '') error = step.error;
  }
  return { paths, error: error || unknownAuthority(hint) };
}

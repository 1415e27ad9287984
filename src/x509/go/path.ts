import { issuingError } from './authority.ts';
import type { GoCertificate } from './certificate.ts';
import type { Pool } from './pool.ts';
import { quote } from './quote.ts';
import { rfc3339 } from './time.ts';

/** The building of paths from a leaf to a root: buildChains and isValid of crypto/x509/verify.go, Go 1.26. */

export type Path = readonly GoCertificate[]; // the leaf first

export interface Search {
  readonly roots: Pool;
  readonly intermediates: Pool;
  readonly now: Date;
  readonly checks: { made: number }; // signature checks so far, over the whole search
}

const mostChecks = 100;
const tooManyChecks = 'x509: signature check attempts limit reached while verifying certificate chain';

function validityError({ notBefore, notAfter }: GoCertificate, now: Date): string {
  const words = `x509: certificate has expired or is not yet valid: current time ${rfc3339(now)} is`;
  if (now.getTime() < notBefore.at) return `${words} before ${notBefore.text}`;
  if (now.getTime() > notAfter.at) return `${words} after ${notAfter.text}`;
  return '';
}

/** Go's words for why the certificate cannot stand at the end of the path below it; '' where it can. */
export function pathMemberError(certificate: GoCertificate, below: Path, { now, isRoot }: { now: Date; isRoot: boolean }): string {
  if (certificate.unhandledCritical) return 'x509: unhandled critical extension';
  const invalid = validityError(certificate, now);
  if (invalid) return invalid;
  const constraints = certificate.basicConstraints;
  if (below.length > 0 && !isRoot && !constraints?.isCa) return 'x509: certificate is not authorized to sign other certificates';
  const most = constraints?.maxPathLength ?? null;
  return most !== null && BigInt(below.length - 1) > most ? 'x509: too many intermediates for path length constraint' : '';
}

/** The same subject, key and names: a path that came back to it would loop through cross-signatures. */
function isAlreadyIn(candidate: GoCertificate, path: Path): boolean {
  for (const member of path) {
    if (!candidate.subject.der.equals(member.subject.der) || !candidate.spki.equals(member.spki)) continue;
    if (candidate.namesDer === null && member.namesDer === null) return true;
    if (candidate.namesDer === null || member.namesDer === null) return false;
    if (candidate.namesDer.equals(member.namesDer)) return true;
  }
  return false;
}

interface Hint {
  readonly error: string;
  readonly candidate: GoCertificate;
}

function unknownAuthority(hint: Hint | null): string {
  const words = 'x509: certificate signed by unknown authority';
  if (!hint) return words;
  const { subject, serial } = hint.candidate;
  const name = subject.commonName || subject.organization || `serial:${serial}`;
  return `${words} (possibly because of ${quote(hint.error)} while trying to verify candidate authority certificate ${quote(name)})`;
}

interface Found {
  readonly paths: readonly Path[];
  readonly error: string; // where there is none
}

interface Candidate {
  readonly certificate: GoCertificate;
  readonly isRoot: boolean;
}

/** One attempt to go on from `path` through a candidate. `error` replaces the error of the search; a hint only explains one. */
function extend(path: Path, { certificate, isRoot }: Candidate, search: Search): Found & { readonly hint?: string } {
  const unsigned = issuingError(path.at(-1) as GoCertificate, certificate);
  if (unsigned) return { paths: [], error: '', hint: unsigned };
  const invalid = pathMemberError(certificate, path, { now: search.now, isRoot });
  if (invalid) return { paths: [], error: invalid, hint: invalid };
  return isRoot ? { paths: [[...path, certificate]], error: '' } : buildPaths([...path, certificate], search);
}

function candidatesFor(path: Path, { roots, intermediates }: Search): readonly Candidate[] {
  const last = path.at(-1) as GoCertificate;
  return [
    ...roots.parentsOf(last).map((certificate) => ({ certificate, isRoot: true })),
    ...intermediates.parentsOf(last).map((certificate) => ({ certificate, isRoot: false })),
  ];
}

/** All paths to a root, or Go's words for why there is none. */
export function buildPaths(path: Path, search: Search): Found {
  const paths: Path[] = [];
  let error = '';
  let hint: Hint | null = null;
  for (const candidate of candidatesFor(path, search)) {
    if (++search.checks.made > mostChecks) return { paths, error: tooManyChecks };
    if (candidate.certificate.key === null || isAlreadyIn(candidate.certificate, path)) continue;
    const step = extend(path, candidate, search);
    paths.push(...step.paths);
    if (step.hint !== undefined) hint ??= { error: step.hint, candidate: candidate.certificate };
    // As in Go, a bad signature leaves the error of an earlier candidate standing; everything else overwrites it.
    if (step.hint === undefined || step.error !== '') error = step.paths.length > 0 ? '' : step.error;
  }
  return { paths, error: error || unknownAuthority(hint) };
}

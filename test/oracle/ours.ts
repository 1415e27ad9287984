import { clean } from '../../src/model/text.ts';
import { verifyPrefix } from '../../src/prometheus/outcome/table.ts';
import { type ChainOutcome, goParseError, matchesName, parseCertificate, parsePemCertificates, verifyChain } from '../../src/x509/index.ts';
import type { ChainCase } from './question.ts';

/** What pgx-audit says, in the form that the oracle answers: Go's words, '' for success. */

const textOf = (outcome: ChainOutcome): string => {
  if (outcome.ok === null) return `undecided: ${outcome.reason}`;
  return outcome.ok ? '' : outcome.error;
};

export const ourChain = ({ chain, roots, now }: Omit<ChainCase, 'title'>): string => textOf(verifyChain({ chain, roots, now }));

/** Of a path of one, only these are found after the name was verified. */
const afterName = /incompatible key usage|no valid chains built/;

/** The order of Go's Certificate.Verify: the leaf by itself, its names, then the chain. */
export function ourNamed(asked: Omit<ChainCase, 'title'>, name: string): string {
  const { chain, now } = asked;
  const own = textOf(verifyChain({ chain, roots: chain.slice(0, 1), now }));
  if (own !== '' && !afterName.test(own)) return own;
  return ourName(chain[0] ?? Buffer.alloc(0), name) || ourChain(asked);
}

export function ourName(leaf: Uint8Array, name: string): string {
  return textOf(matchesName(parseCertificate(leaf), name));
}

/** With the words that crypto/tls puts before. */
export function ourHandshake(asked: Omit<ChainCase, 'title'>, name: string): string {
  const error = ourNamed(asked, name);
  const outcome = verifyChain(asked);
  if (outcome.ok === false && outcome.refused === 'unreadable') return `tls: failed to parse certificate from server: ${error}`;
  return error && `${verifyPrefix}${error}`;
}

/** How many certificates a CA file has for Go. */
export const ourRoots = (pem: string): number => {
  const readable = parsePemCertificates(pem).filter((der) => goParseError(der) === '');
  return new Set(readable.map((der) => Buffer.from(der).toString('base64'))).size;
};

/** Go's words as they are shown: cleaned, and not without end. */
export const shown = (text: string): string => clean(text, 2000);

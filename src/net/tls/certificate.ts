import { garbage, tooMuch } from '../ended.ts';
import { extensionType, tls12, tls13 } from './constants.ts';
import { parseExtensions } from './server-hello.ts';
import { Cursor } from './wire.ts';

const mostCertificates = 32;
const mostAuthorities = 10_000;

/** The chain of a Certificate message as served, RFC 5246 section 7.4.2 and RFC 8446 section 4.4.2. */
export function parseCertificates(body: Buffer, version: number): readonly Buffer[] {
  const cursor = new Cursor(body);
  if (version === tls13 && cursor.vector(1).length > 0) throw garbage('a server certificate with a request context');
  const list = new Cursor(cursor.vector(3));
  const certificates: Buffer[] = [];
  while (list.left > 0) {
    if (certificates.length === mostCertificates) throw tooMuch(`more than ${mostCertificates} certificates in the chain`);
    certificates.push(list.vector(3));
    if (version === tls13) list.vector(2); // its extensions
  }
  return certificates;
}

function countNames(names: Buffer): number {
  const cursor = new Cursor(names);
  let count = 0;
  for (; cursor.left > 0; count += 1) {
    cursor.vector(2);
    if (count === mostAuthorities) throw tooMuch(`more than ${mostAuthorities} certificate authorities`);
  }
  return count;
}

/** How many authorities a CertificateRequest names, RFC 5246 section 7.4.4 and RFC 8446 section 4.3.2. */
export function countAuthorities(body: Buffer, version: number): number {
  const cursor = new Cursor(body);
  cursor.vector(1); // certificate types, or the request's context
  if (version === tls13) {
    const named = parseExtensions(cursor).get(extensionType.certificateAuthorities);
    return named ? countNames(new Cursor(named).vector(2)) : 0;
  }
  if (version === tls12) cursor.vector(2); // signature algorithms
  return countNames(cursor.vector(2));
}

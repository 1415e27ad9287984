import { garbage, tooMuch } from '../ended.ts';
import { extensionType, tls13 } from './constants.ts';
import { parseExtensions } from './server-hello.ts';
import { countScts, ocspBytesOf } from './stapled.ts';
import { Cursor } from './wire.ts';

const mostCertificates = 32;

interface CertificateMessage {
  readonly certificates: readonly Buffer[]; // DER, as served
  readonly ocspBytes: number; // stapled to the first one, in TLS 1.3
  readonly scts: number; // … and so
}

const nothingStapled = { ocspBytes: 0, scts: 0 };

/** What comes with the first certificate in TLS 1.3, RFC 8446 sections 4.4.2 and 4.4.2.1. */
function stapledIn(extensions: ReadonlyMap<number, Buffer>): typeof nothingStapled {
  const status = extensions.get(extensionType.statusRequest);
  const scts = extensions.get(extensionType.signedCertificateTimestamp);
  return { ocspBytes: status ? ocspBytesOf(status) : 0, scts: scts ? countScts(scts) : 0 };
}

/** A Certificate message of a server, RFC 5246 section 7.4.2 and RFC 8446 section 4.4.2. */
export function parseCertificates(body: Buffer, version: number): CertificateMessage {
  const cursor = new Cursor(body);
  if (version === tls13 && cursor.vector(1).length > 0) throw garbage('a server certificate with a request context');
  const list = new Cursor(cursor.vector(3));
  const certificates: Buffer[] = [];
  let stapled = nothingStapled;
  while (list.left > 0) {
    if (certificates.length === mostCertificates) throw tooMuch(`more than ${mostCertificates} certificates in the chain`);
    certificates.push(list.vector(3));
    if (version !== tls13) continue;
    if (certificates.length > 1) list.vector(2); // extensions of an issuer's certificate
    else stapled = stapledIn(parseExtensions(list));
  }
  return { certificates, ...stapled };
}

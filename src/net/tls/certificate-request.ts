import type { CertificateRequestSeen } from '../../model/attempt.ts';
import { tooMuch } from '../ended.ts';
import { extensionType, tls12, tls13 } from './constants.ts';
import { distinguishedName } from './distinguished-name.ts';
import { parseExtensions } from './server-hello.ts';
import { Cursor } from './wire.ts';

const mostAuthorities = 10_000;
const mostNames = 100;
const mostSchemes = 100;

type Authorities = Pick<CertificateRequestSeen, 'authorities' | 'names'>;

function authoritiesIn(list: Buffer): Authorities {
  const cursor = new Cursor(list);
  const names: string[] = [];
  let authorities = 0;
  for (; cursor.left > 0; authorities += 1) {
    if (authorities === mostAuthorities) throw tooMuch(`more than ${mostAuthorities} certificate authorities`);
    const name = cursor.vector(2);
    if (authorities < mostNames) names.push(distinguishedName(name));
  }
  return { authorities, names };
}

function schemesIn(list: Buffer): number[] {
  const count = Math.min(Math.floor(list.length / 2), mostSchemes);
  return Array.from({ length: count }, (_, index) => list.readUInt16BE(index * 2));
}

/** RFC 8446 section 4.3.2. */
function newer(cursor: Cursor): CertificateRequestSeen {
  cursor.vector(1); // the request's context
  const extensions = parseExtensions(cursor);
  const named = extensions.get(extensionType.certificateAuthorities);
  const schemes = extensions.get(extensionType.signatureAlgorithms);
  return {
    ...(named ? authoritiesIn(new Cursor(named).vector(2)) : { authorities: 0, names: [] }),
    signatureSchemes: schemes ? schemesIn(new Cursor(schemes).vector(2)) : [],
  };
}

/** RFC 5246 section 7.4.4; before TLS 1.2 there were no signature algorithms in it. */
function older(cursor: Cursor, version: number): CertificateRequestSeen {
  cursor.vector(1); // certificate types
  const signatureSchemes = version === tls12 ? schemesIn(cursor.vector(2)) : [];
  return { ...authoritiesIn(cursor.vector(2)), signatureSchemes };
}

/** Reads a CertificateRequest. Throws `Ended`: garbage, or too much. */
export function parseCertificateRequest(body: Buffer, version: number): CertificateRequestSeen {
  const cursor = new Cursor(body);
  return version === tls13 ? newer(cursor) : older(cursor, version);
}

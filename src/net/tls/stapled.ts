import { Cursor } from './wire.ts';

const ocsp = 1;

/** How many bytes the OCSP response of a CertificateStatus has, RFC 6066 section 8; 0 for a status of another type. */
export function ocspBytesOf(status: Buffer): number {
  const cursor = new Cursor(status);
  return cursor.uint(1) === ocsp ? cursor.vector(3).length : 0;
}

/** How many timestamps a SignedCertificateTimestampList has, RFC 6962 section 3.3. */
export function countScts(list: Buffer): number {
  const cursor = new Cursor(new Cursor(list).vector(2));
  let count = 0;
  for (; cursor.left > 0; count += 1) cursor.vector(2);
  return count;
}

import { type GoCertificate, readGoCertificate } from './certificate.ts';
import { Refusal } from './refusal.ts';

/** Chains are verified again and again, for every scrape and against several CAs: the certificates last asked for are kept. */
const mostKept = 200;
const mostBytes = 16 * 1024; // of one that is kept
const kept = new Map<string, GoCertificate | Refusal>();

function readNow(der: Uint8Array): GoCertificate | Refusal {
  try {
    return readGoCertificate(der);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** A certificate as Go reads it, or Go's words for why it does not. */
export function goReading(der: Uint8Array): GoCertificate | Refusal {
  if (der.length > mostBytes) return readNow(der);
  const key = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('latin1');
  const read = kept.get(key) ?? readNow(Uint8Array.from(der));
  kept.delete(key);
  kept.set(key, read);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return read;
}

/** What x509.ParseCertificate says of the certificate, '' where it reads it. */
export function goParseError(der: Uint8Array): string {
  const read = goReading(der);
  return read instanceof Refusal ? read.message : '';
}

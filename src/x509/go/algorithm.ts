import { Cursor, explicit, isInt64, tags } from './cursor.ts';
import type { Algorithm } from './key.ts';

/** A signature algorithm that Go's crypto/x509 knows. */
export interface GoAlgorithm {
  readonly name: string; // in Go's spelling
  readonly key: 'RSA' | 'DSA' | 'ECDSA' | 'Ed25519';
  readonly hash: 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512' | null; // null: Ed25519 has none of its own
  readonly pssSalt?: number; // octets, of RSASSA-PSS
}

const algorithm = (name: string, key: GoAlgorithm['key'], hash: GoAlgorithm['hash']): GoAlgorithm => ({ name, key, hash });
const pss = (name: string, hash: GoAlgorithm['hash'], pssSalt: number): GoAlgorithm => ({ name, key: 'RSA', hash, pssSalt });

const ed25519Oid = '1.3.101.112';
const pssOid = '1.2.840.113549.1.1.10';
const maskGenerationOid = '1.2.840.113549.1.1.8';

const byOid: Readonly<Record<string, GoAlgorithm>> = {
  '1.2.840.113549.1.1.4': algorithm('MD5-RSA', 'RSA', 'md5'),
  '1.2.840.113549.1.1.5': algorithm('SHA1-RSA', 'RSA', 'sha1'),
  '1.3.14.3.2.29': algorithm('SHA1-RSA', 'RSA', 'sha1'),
  '1.2.840.113549.1.1.11': algorithm('SHA256-RSA', 'RSA', 'sha256'),
  '1.2.840.113549.1.1.12': algorithm('SHA384-RSA', 'RSA', 'sha384'),
  '1.2.840.113549.1.1.13': algorithm('SHA512-RSA', 'RSA', 'sha512'),
  '1.2.840.10040.4.3': algorithm('DSA-SHA1', 'DSA', 'sha1'),
  '2.16.840.1.101.3.4.3.2': algorithm('DSA-SHA256', 'DSA', 'sha256'),
  '1.2.840.10045.4.1': algorithm('ECDSA-SHA1', 'ECDSA', 'sha1'),
  '1.2.840.10045.4.3.2': algorithm('ECDSA-SHA256', 'ECDSA', 'sha256'),
  '1.2.840.10045.4.3.3': algorithm('ECDSA-SHA384', 'ECDSA', 'sha384'),
  '1.2.840.10045.4.3.4': algorithm('ECDSA-SHA512', 'ECDSA', 'sha512'),
  [ed25519Oid]: algorithm('Ed25519', 'Ed25519', null),
};

/** RSASSA-PSS by the OID of its hash. */
const pssByHash: Readonly<Record<string, GoAlgorithm>> = {
  '2.16.840.1.101.3.4.2.1': pss('SHA256-RSAPSS', 'sha256', 32),
  '2.16.840.1.101.3.4.2.2': pss('SHA384-RSAPSS', 'sha384', 48),
  '2.16.840.1.101.3.4.2.3': pss('SHA512-RSAPSS', 'sha512', 64),
};

function identifierIn(from: Cursor | null): Algorithm | null {
  const sequence = from?.within(tags.sequence);
  const oid = sequence?.oid();
  if (!sequence || typeof oid !== 'string') return null;
  const parameters = sequence.isEmpty ? null : sequence.any();
  return sequence.isEmpty || parameters ? { oid, parameters: parameters?.element ?? Buffer.alloc(0) } : null;
}

const isNullOrAbsent = ({ parameters }: Algorithm): boolean => parameters.length === 0 || parameters.equals(Buffer.from([5, 0]));

function readHash(from: Cursor | null): string | null {
  const identifier = identifierIn(from);
  return identifier && isNullOrAbsent(identifier) ? identifier.oid : null;
}

/** The default is 1, and the only one there is. */
function hasDefaultTrailer(sequence: Cursor): boolean {
  return !sequence.isNext(explicit(3)) || sequence.within(explicit(3))?.integer() === 1n;
}

/** RSASSA-PSS-params (RFC 4055 section 3.1) with all three fields, one hash for both purposes, and a salt as long as it. */
function pssAlgorithm(parameters: Buffer): GoAlgorithm | null {
  const sequence = new Cursor(parameters).within(tags.sequence);
  const hash = readHash(sequence?.within(explicit(0)) ?? null);
  const mask = identifierIn(sequence?.within(explicit(1)) ?? null);
  const salt = sequence?.within(explicit(2))?.integer() ?? null;
  if (!sequence || hash === null || mask?.oid !== maskGenerationOid || !isInt64(salt)) return null;
  const found = readHash(new Cursor(mask.parameters)) === hash ? pssByHash[hash] : undefined;
  return found && BigInt(found.pssSalt ?? -1) === salt && hasDefaultTrailer(sequence) ? found : null;
}

/** The algorithm of a signature, null where Go does not know it (getSignatureAlgorithmFromAI). */
export function algorithmOf({ oid, parameters }: Algorithm): GoAlgorithm | null {
  if (oid === pssOid) return pssAlgorithm(parameters);
  if (oid === ed25519Oid && parameters.length > 0) return null;
  return byOid[oid] ?? null;
}

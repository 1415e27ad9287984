import { couldNotLook, type Unknown } from '../model/fact.ts';
import { type Element, childrenOf, contentsOf, hexOf, isTagged, oidOf } from './der.ts';
import { type SignatureAlgorithm, hashes, pssOid, signatureAlgorithms } from './oids.ts';

/** Go takes RSASSA-PSS only with these hashes, and a salt as long as the hash (crypto/x509/x509.go, getSignatureAlgorithmFromAI). */
const goPssSalts: Readonly<Record<string, number>> = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 };

/** What is not known cannot be called strong. */
const unknownHash = (oid: string): Unknown => couldNotLook(`the hash of signature algorithm ${oid} is not known`);

/** The hash that an AlgorithmIdentifier names: "SHA-256", or its OID. */
function hashOf(algorithm: Element | undefined): string {
  const oid = oidOf(childrenOf(algorithm, 'hash')[0], 'hash');
  return hashes[oid] ?? oid;
}

interface PssParameters {
  readonly hash: string;
  readonly maskHash: string; // of MGF1
  readonly salt: number; // octets
}

/** RSASSA-PSS-params (RFC 4055 section 3.1), with the defaults of the fields that are left out. */
function pssParameters(parameters: Element | undefined): PssParameters {
  const fields = parameters === undefined ? [] : childrenOf(parameters, 'RSASSA-PSS parameters');
  const field = (tag: number): Element | undefined => {
    const wrapped = fields.find((each) => isTagged(each, tag));
    return wrapped && childrenOf(wrapped, 'RSASSA-PSS parameters')[0];
  };
  const [hash, mask, salt] = [field(0), field(1), field(2)];
  return {
    hash: hash ? hashOf(hash) : 'SHA-1',
    maskHash: mask ? hashOf(childrenOf(mask, 'mask generation')[1]) : 'SHA-1',
    salt: salt ? Number.parseInt(hexOf(contentsOf(salt, 'salt length')), 16) : 20,
  };
}

function pssAlgorithm(parameters: Element | undefined): SignatureAlgorithm {
  const { hash, maskHash, salt } = pssParameters(parameters);
  const go = maskHash === hash && salt === goPssSalts[hash] ? `${hash.replace('-', '')}-RSAPSS` : '';
  return { name: 'RSASSA-PSS', hash: /^\d+(\.\d+)+$/.test(hash) ? unknownHash(hash) : hash, go };
}

/** An AlgorithmIdentifier of a signature; one that is not known here has its OID for a name, and its hash is unknown. Throws Error. */
export function signatureAlgorithmOf(algorithm: Element | undefined): SignatureAlgorithm {
  const [id, parameters] = childrenOf(algorithm, 'signature algorithm');
  const oid = oidOf(id, 'signature algorithm');
  if (oid === pssOid) return pssAlgorithm(parameters);
  return signatureAlgorithms[oid] ?? { name: oid, hash: unknownHash(oid), go: '' };
}

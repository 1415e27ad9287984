import { type Element, childrenOf, isTagged, oidOf } from './der.ts';
import { type SignatureAlgorithm, hashes, pssOid, signatureAlgorithms } from './oids.ts';

/** Go accepts RSASSA-PSS only with these hashes; crypto/x509/x509.go, getSignatureAlgorithmFromAI. */
const goPssHashes: ReadonlySet<string> = new Set(['SHA-256', 'SHA-384', 'SHA-512']);

/** RSASSA-PSS-params (RFC 4055 section 3.1): the hash is the first field, SHA-1 where it is left out. */
function pssAlgorithm(parameters: Element | undefined): SignatureAlgorithm {
  const fields = parameters === undefined ? [] : childrenOf(parameters, 'RSASSA-PSS parameters');
  const wrapped = fields.find((field) => isTagged(field, 0));
  const oid = wrapped && oidOf(childrenOf(childrenOf(wrapped, 'hash')[0], 'hash')[0], 'hash');
  const hash = oid === undefined ? 'SHA-1' : (hashes[oid] ?? oid);
  return { name: 'RSASSA-PSS', hash, go: goPssHashes.has(hash) ? `${hash.replace('-', '')}-RSAPSS` : '' };
}

/** An AlgorithmIdentifier of a signature; one that is not known here has its OID for a name, and no hash. Throws Error. */
export function signatureAlgorithmOf(algorithm: Element | undefined): SignatureAlgorithm {
  const [id, parameters] = childrenOf(algorithm, 'signature algorithm');
  const oid = oidOf(id, 'signature algorithm');
  if (oid === pssOid) return pssAlgorithm(parameters);
  return signatureAlgorithms[oid] ?? { name: oid, hash: '', go: '' };
}

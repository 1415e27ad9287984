import { couldNotLook, type Unknown } from '../model/fact.ts';
import { type Element, childrenOf, isTagged, oidOf } from './der.ts';
import { type SignatureAlgorithm, hashes, pssOid, signatureAlgorithms } from './oids.ts';

/** What is not known cannot be called strong. */
const unknownHash = (oid: string): Unknown => couldNotLook(`the hash of signature algorithm ${oid} is not known`);

/** RSASSA-PSS names its hash in its parameters (RFC 4055 section 3.1); SHA-1 where it does not. */
function pssAlgorithm(parameters: Element | undefined): SignatureAlgorithm {
  const fields = parameters === undefined ? [] : childrenOf(parameters, 'RSASSA-PSS parameters');
  const field = fields.find((each) => isTagged(each, 0));
  if (!field) return { name: 'RSASSA-PSS', hash: 'SHA-1' };
  const oid = oidOf(childrenOf(childrenOf(field, 'RSASSA-PSS parameters')[0], 'hash')[0], 'hash');
  return { name: 'RSASSA-PSS', hash: hashes[oid] ?? unknownHash(oid) };
}

/** An AlgorithmIdentifier of a signature; one that is not known here has its OID for a name, and its hash is unknown. Throws Error. */
export function signatureAlgorithmOf(algorithm: Element | undefined): SignatureAlgorithm {
  const [id, parameters] = childrenOf(algorithm, 'signature algorithm');
  const oid = oidOf(id, 'signature algorithm');
  if (oid === pssOid) return pssAlgorithm(parameters);
  return signatureAlgorithms[oid] ?? { name: oid, hash: unknownHash(oid) };
}

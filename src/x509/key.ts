import { type Leaf, couldNotLook } from '../model/fact.ts';
import { type Element, childrenOf, contentsOf, isUniversal, oidOf, readDer, universal } from './der.ts';
import { curves, keyTypes } from './oids.ts';

/** What a SubjectPublicKeyInfo says of the key. */
export interface KeyInfo {
  readonly type: string; // RSA, RSA-PSS, EC, Ed25519, Ed448, DSA, ML-DSA-65, SLH-DSA-SHA2-128s, … or the OID
  readonly bits: Leaf<number>;
  readonly curve: string; // '' where the key is not EC; 'explicit' or an OID where the curve has no name here
}

/** Bits of a positive INTEGER. */
function bitLength(integer: Element | undefined): number {
  const octets = Buffer.from(contentsOf(integer, 'public key'), 'latin1');
  const first = octets.findIndex((octet) => octet !== 0);
  return first < 0 ? 0 : (octets.length - first - 1) * 8 + (32 - Math.clz32(octets[first] ?? 0));
}

/** RSAPublicKey (RFC 8017 appendix A.1.1) stands in the BIT STRING, behind the octet of unused bits. */
function rsaBits(publicKey: Element | undefined): number {
  const [modulus] = childrenOf(readDer(contentsOf(publicKey, 'public key').slice(1)), 'public key');
  return bitLength(modulus);
}

/** RFC 5480 section 2.1.1: a named curve, or (forbidden there, yet met) explicit parameters. */
function ecInfo(parameters: Element | undefined): KeyInfo {
  const oid = isUniversal(parameters, universal.oid) ? oidOf(parameters, 'curve') : 'explicit';
  const curve = curves[oid];
  return { type: 'EC', curve: curve?.name ?? oid, bits: curve?.bits ?? couldNotLook(`the size of curve ${oid} is not known`) };
}

/** Dss-Parms (RFC 3279 section 2.3.2); a certificate may inherit them from its issuer. */
function dsaBits(parameters: Element | undefined): Leaf<number> {
  if (!isUniversal(parameters, universal.sequence)) return couldNotLook('the DSA parameters are inherited from the issuer');
  return bitLength(childrenOf(parameters, 'DSA parameters')[0]);
}

const edwards: Readonly<Record<string, number>> = { Ed25519: 256, Ed448: 456, X25519: 256, X448: 448 };

/** Throws Error where the structure is broken; a type that is not known here has its OID for a name. */
export function keyInfoOf(spki: Element | undefined): KeyInfo {
  const [algorithm, publicKey] = childrenOf(spki, 'public key');
  const [id, parameters] = childrenOf(algorithm, 'public key');
  const oid = oidOf(id, 'public key');
  const type = keyTypes[oid] ?? oid;
  if (type === 'RSA' || type === 'RSA-PSS') return { type, curve: '', bits: rsaBits(publicKey) };
  if (type === 'EC') return ecInfo(parameters);
  if (type === 'DSA') return { type, curve: '', bits: dsaBits(parameters) };
  return { type, curve: '', bits: edwards[type] ?? couldNotLook(`keys of type ${type} have no size in bits that could be compared`) };
}

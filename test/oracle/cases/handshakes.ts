import { dns, integer, ip, subjectAltName, utcTime } from '../../x509/der.ts';
import {
  basicConstraints,
  keyPurposes,
  make,
  makeCa,
  nameConstraints,
  policyConstraints,
  purposes,
  type Made,
  type Wish,
} from '../certificates.ts';
import { type ChainCase, chainCase } from '../question.ts';

/** Servers that a Go client of crypto/tls connects to, each for the one name that is asked. */

export interface HandshakeCase extends ChainCase {
  readonly key: Uint8Array; // PKCS #8, of the leaf
}

const root = makeCa({ cn: 'root' });
const imposter = makeCa({ cn: 'root', owner: 'imposter' });
const middle = makeCa({ cn: 'middle', issuer: root });
const narrow = makeCa({ cn: 'narrow', issuer: root, extensions: [nameConstraints([dns('other.test')])] });
const demanding = makeCa({ cn: 'demanding', issuer: root, extensions: [policyConstraints(0, null)] });
const names = subjectAltName(dns('a.test'), dns('*.b.test'), ip(127, 0, 0, 1));

const leaf = (wish: Wish = {}): Made => make({ cn: 'leaf', issuer: root, extensions: [names], ...wish });

function handshake(title: string, path: readonly Made[], name = 'a.test'): HandshakeCase {
  const key = path[0]?.keys.privateKey.export({ type: 'pkcs8', format: 'der' }) ?? Buffer.alloc(0);
  return { ...chainCase(title, path, { names: [name] }), key };
}

export const handshakeCases: readonly HandshakeCase[] = [
  handshake('a good one', [leaf(), root]),
  handshake('by wildcard', [leaf(), root], 'x.b.test'),
  handshake('by address', [leaf(), root], '127.0.0.1'),
  handshake('through an intermediate', [leaf({ issuer: middle }), middle, root]),
  handshake('without the intermediate', [leaf({ issuer: middle }), root]),
  handshake('another name', [leaf(), root], 'c.test'),
  handshake('another address', [leaf(), root], '127.0.0.2'),
  handshake('no names', [leaf({ extensions: [] }), root]),
  handshake('a common name only', [leaf({ cn: 'a.test', extensions: [] }), root]),
  handshake('an imposter', [leaf(), imposter]),
  handshake('expired', [leaf({ notAfter: utcTime('260101000000Z') }), root]),
  handshake('not valid yet', [leaf({ notBefore: utcTime('270101000000Z') }), root]),
  handshake('for clients', [leaf({ extensions: [names, keyPurposes(purposes.client)] }), root]),
  handshake('of SHA-1', [leaf({ signing: 'ecdsa-sha1' }), root]),
  handshake('a name that the CA may not give', [leaf({ issuer: narrow }), narrow, root]),
  handshake('no policy where one is demanded', [leaf({ issuer: demanding }), demanding, root]),
  handshake('a CA that is none', [
    leaf({ issuer: leaf({ cn: 'no CA', extensions: [basicConstraints(false)] }) }),
    leaf({ cn: 'no CA' }),
    root,
  ]),
  handshake('an intermediate with a negative serial number', [
    leaf({ issuer: middle }),
    makeCa({ cn: 'middle', issuer: root, serial: integer('80') }),
    root,
  ]),
  handshake('an RSA key of a CA below 1024 bits', [
    leaf({ issuer: makeCa({ cn: 'weak', kind: 'rsa:768' }) }),
    makeCa({ cn: 'weak', kind: 'rsa:768' }),
  ]),
  handshake('Ed25519', [leaf({ kind: 'ed25519' }), root]),
];

import { createHash } from 'node:crypto';
import { couldNotLook, isUnknown, type Leaf } from '../model/fact.ts';
import type { Certificate, CertificateGroup } from '../model/facts.ts';
import { clean } from '../model/text.ts';
import { parseCertificate } from '../x509/index.ts';
import { createIssuedBy, pathOf, type issuedBy, type Read } from './issued-by.ts';
import { remembering } from './remembering.ts';

/** What is read of a chain, whatever name it was served under. */
export type Chain = Omit<CertificateGroup['served'][number], 'serverName'>;

function parse(der: Uint8Array): Leaf<Certificate> {
  try {
    return parseCertificate(der);
  } catch (error) {
    return couldNotLook(clean(`the certificate cannot be read: ${error instanceof Error ? error.message : String(error)}`));
  }
}

const digestOf = (der: Uint8Array): string => createHash('sha256').update(der).digest('base64');

const certificates = remembering<Leaf<Certificate>>({ entries: 2000, bytes: 4 << 20 });
const chains = remembering<Chain>({ entries: 2000, bytes: 4 << 20 });

/** Each certificate is issued by the next; unknown where one of them cannot be read. */
function inOrder(read: readonly Read[], unreadable: Leaf<Certificate> | undefined, issued: typeof issuedBy): Leaf<boolean> {
  if (isUnknown(unreadable)) return unreadable;
  return read.every((each, index) => index === 0 || issued(read[index - 1] ?? each, each));
}

/** A self-signed certificate beside the leaf; where none is seen, one that cannot be read may be it. */
function rootServed(read: readonly Read[], unreadable: Leaf<Certificate> | undefined): Leaf<boolean> {
  const [leaf] = read;
  const served = read.some(({ facts }, index) => index > 0 && facts.selfSigned && facts.sha256 !== leaf?.facts.sha256);
  return served || !isUnknown(unreadable) ? served : unreadable;
}

/** The issuer that the path ends before, '' where it ends with a self-signed certificate. */
function issuerMissing(path: readonly number[], read: readonly Read[]): string {
  const last = read[path.at(-1) ?? -1]?.facts;
  return !last || last.selfSigned ? '' : last.issuer;
}

function readChain(ders: readonly Uint8Array[]): Chain {
  const parsed = ders.map((der) => ({ der, facts: certificates(digestOf(der), der.length, () => parse(der)) }));
  const read = parsed.filter((each): each is Read => !isUnknown(each.facts));
  const unreadable = parsed.map(({ facts }) => facts).find(isUnknown);
  const issued = createIssuedBy();
  const leaf = parsed[0]?.facts ?? couldNotLook('no certificate was served');
  const path = isUnknown(leaf) ? [] : pathOf(read, issued);
  return {
    leaf,
    chain: read.map(({ facts }) => facts),
    chainDer: ders.map((der) => Buffer.from(der).toString('base64')),
    inOrder: inOrder(read, unreadable, issued),
    path,
    rootServed: rootServed(read, unreadable),
    issuerMissing: issuerMissing(path, read),
  };
}

/** Reads a chain as served, the leaf first. The same chain is the same object: a fleet that serves one certificate parses and holds it once. */
export const chainOf = (ders: readonly Uint8Array[]): Chain =>
  chains(
    ders.map(digestOf).join(''),
    ders.reduce((sum, der) => sum + der.length, 0),
    () => readChain(ders),
  );

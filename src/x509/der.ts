import asn1 from 'node-forge/lib/asn1.js';
import { clean } from '../model/text.ts';

/**
 * DER (ITU-T X.690) read into a tree. Contents are binary strings: one UTF-16 unit per octet, as node-forge reads them, except BMPString, which
 * it has already decoded.
 */
export interface Element {
  readonly tagClass: number; // 0 universal, 0x80 context-specific
  readonly type: number; // the tag number
  readonly constructed: boolean;
  readonly value: string | readonly Element[];
}

export const universal = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  oid: 6,
  utf8String: 12,
  sequence: 16,
  set: 17,
  t61String: 20,
  utcTime: 23,
  generalizedTime: 24,
  universalString: 28,
  bmpString: 30,
} as const;

const contextSpecific = 0x80;

/** Nothing in a certificate nests deeper than about a dozen levels. */
const maxDepth = 32;

const fromDer = asn1.fromDer as unknown as (bytes: string, options: object) => Element;
const toDer = asn1.toDer as unknown as (element: Element) => { getBytes(): string };

/** The only element in `bytes`. Throws Error where it is not well-formed, or something follows it. */
export function readDer(bytes: string): Element {
  try {
    return fromDer(bytes, { strict: true, parseAllBytes: true, decodeBitStrings: false, maxDepth });
  } catch (error) {
    throw new Error(`malformed DER: ${clean(error instanceof Error ? error.message : 'unreadable', 100)}`, { cause: error });
  }
}

/** The element's own encoding: tag, length and contents. */
export const encodingOf = (element: Element): Buffer => Buffer.from(toDer(element).getBytes(), 'latin1');

export const isUniversal = (element: Element | undefined, type: number): element is Element =>
  element !== undefined && element.tagClass === 0 && element.type === type;

export const isTagged = (element: Element | undefined, type: number): boolean =>
  element !== undefined && element.tagClass === contextSpecific && element.type === type;

/** The elements within a constructed one. Throws Error for a primitive one; `what` names it. */
export function childrenOf(element: Element | undefined, what: string): readonly Element[] {
  if (element === undefined || typeof element.value === 'string') throw new Error(`${what} is missing or malformed`);
  return element.value;
}

/** The contents of a primitive element. Throws Error for a constructed one; `what` names it. */
export function contentsOf(element: Element | undefined, what: string): string {
  if (element === undefined || typeof element.value !== 'string') throw new Error(`${what} is missing or malformed`);
  return element.value;
}

const dotted = (first: bigint): string => (first < 80n ? `${first / 40n}.${first % 40n}` : `2.${first - 80n}`);

/** An OBJECT IDENTIFIER in dotted form; arcs may be as large as a UUID (X.667). */
export function oidOf(element: Element | undefined, what: string): string {
  const contents = contentsOf(element, what);
  if (contents.length === 0 || contents.length > 100) throw new Error(`${what} is missing or malformed`);
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const octet of Buffer.from(contents, 'latin1')) {
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    if (octet & 0x80) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [first = 0n, ...rest] = arcs;
  return [dotted(first), ...rest].join('.');
}

export const hexOf = (contents: string): string => Buffer.from(contents, 'latin1').toString('hex');

/** A string type's text (RFC 5280 section 4.1.2.4); octets that are not valid become U+FFFD. */
export function textOf(element: Element): string {
  const contents = contentsOf(element, 'string');
  if (element.type === universal.bmpString) return contents;
  if (element.type === universal.t61String) return contents;
  if (element.type === universal.universalString) return ucs4(Buffer.from(contents, 'latin1'));
  return Buffer.from(contents, 'latin1').toString('utf8');
}

function ucs4(octets: Buffer): string {
  let text = '';
  for (let at = 0; at + 4 <= octets.length; at += 4) {
    const codePoint = octets.readUInt32BE(at);
    text += codePoint > 0x10ffff ? '\ufffd' : String.fromCodePoint(codePoint);
  }
  return text;
}

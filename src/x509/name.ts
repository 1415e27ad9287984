import { clean } from '../model/text.ts';
import { type Element, childrenOf, encodingOf, oidOf, textOf } from './der.ts';
import { attributeTypes } from './oids.ts';

/** A distinguished name. */
export interface Name {
  readonly der: Buffer; // as encoded
  readonly text: string; // RFC 4514, cleaned
}

interface Attribute {
  readonly type: string; // a short name, or the OID
  readonly value: string;
}

const most = 500;

/** Escapes a value (RFC 4514 section 2.4). */
const escape = (value: string): string => value.replace(/[\\"+,;<>]|^[ #]| $/g, '\\$&').replaceAll('\0', '\\00');

function attributeOf(element: Element): Attribute {
  const [type, value] = childrenOf(element, 'attribute of a name');
  const oid = oidOf(type, 'attribute type');
  const isText = value !== undefined && typeof value.value === 'string';
  return { type: attributeTypes[oid] ?? oid, value: isText ? textOf(value) : '' };
}

/** Reads a Name (RFC 5280 section 4.1.2.4). Throws Error. */
export function nameOf(element: Element | undefined): Name {
  const rdns = childrenOf(element, 'name').map((rdn) => childrenOf(rdn, 'relative distinguished name').map(attributeOf));
  const text = rdns.map((rdn) => rdn.map(({ type, value }) => `${type}=${escape(value)}`).join('+')).reverse();
  return {
    der: encodingOf(element as Element),
    text: clean(text.join(','), most),
  };
}

/** One attribute after another: what separates it from the one before, type, and value with its escapes. */
const attributes = /(^|[,+])([^=,+\\]*)=((?:\\.|[^\\,+])*)/gsy;

/** The common name within an RFC 4514 text, else '': of several the last, as Go takes it, which stands in the first RDN that has one. */
export function commonNameIn(text: string): string {
  let found: string | undefined;
  for (const [, separator, type, value] of text.matchAll(attributes)) {
    if (separator === ',' && found !== undefined) break;
    if (type === 'CN') found = value;
  }
  return (found ?? '').replace(/\\(00|.)/gs, (_, escaped: string) => (escaped === '00' ? '\0' : escaped));
}

import { attributeTypes, nameText, type NameAttribute } from '../model/distinguished-name.ts';
import { type Element, childrenOf, encodingOf, oidOf, textOf } from './der.ts';

/** A distinguished name. */
export interface Name {
  readonly der: Buffer; // as encoded
  readonly text: string; // RFC 4514, cleaned
}

function attributeOf(element: Element): NameAttribute {
  const [type, value] = childrenOf(element, 'attribute of a name');
  const oid = oidOf(type, 'attribute type');
  const isText = value !== undefined && typeof value.value === 'string';
  return { type: attributeTypes[oid] ?? oid, value: isText ? textOf(value) : '' };
}

/** Reads a Name (RFC 5280 section 4.1.2.4). Throws Error. */
export function nameOf(element: Element | undefined): Name {
  const rdns = childrenOf(element, 'name').map((rdn) => childrenOf(rdn, 'relative distinguished name').map(attributeOf));
  return { der: encodingOf(element as Element), text: nameText(rdns) };
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

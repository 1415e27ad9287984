import { attributeTypes, nameText, type NameAttribute } from '../../model/distinguished-name.ts';
import { Ended, garbage } from '../ended.ts';
import { Cursor } from './wire.ts';

/** Tags of ITU-T X.690 that a Name is made of (RFC 5280 section 4.1.2.4). */
const tags = { oid: 0x06, sequence: 0x30, set: 0x31, bmpString: 0x1e, utf8String: 0x0c } as const;
const latin1Strings: ReadonlySet<number> = new Set([0x12, 0x13, 0x14, 0x16, 0x1a]); // Numeric, Printable, T61, IA5, Visible
const mostAttributes = 50;

interface Element {
  readonly tag: number;
  readonly body: Buffer;
}

/** One DER element. No name needs a longer form of the length than that of two octets. */
function element(cursor: Cursor): Element {
  const tag = cursor.uint(1);
  const length = cursor.uint(1);
  if (length < 0x80) return { tag, body: cursor.take(length) };
  if (length !== 0x81 && length !== 0x82) throw garbage('a distinguished name that is not DER');
  return { tag, body: cursor.vector(length === 0x81 ? 1 : 2) };
}

function content(cursor: Cursor, tag: number): Buffer {
  const found = element(cursor);
  if (found.tag !== tag) throw garbage('a distinguished name that is not DER');
  return found.body;
}
const within = (cursor: Cursor, tag: number): Cursor => new Cursor(content(cursor, tag));

/** An object identifier, dotted; ITU-T X.690 section 8.19. */
function oidText(body: Buffer): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of body) {
    arc = arc * 128 + (octet & 0x7f);
    if (octet & 0x80) continue;
    const root = Math.min(2, Math.floor(arc / 40));
    arcs.push(...(arcs.length === 0 ? [root, arc - root * 40] : [arc]));
    arc = 0;
  }
  return arcs.join('.');
}

function valueText({ tag, body }: Element): string {
  if (tag === tags.utf8String) return body.toString('utf8');
  if (latin1Strings.has(tag)) return body.toString('latin1');
  const isBmp = tag === tags.bmpString && body.length % 2 === 0;
  return isBmp ? Buffer.from(body).swap16().toString('utf16le') : '';
}

function attribute(cursor: Cursor): NameAttribute {
  const pair = within(cursor, tags.sequence);
  const oid = oidText(content(pair, tags.oid));
  return { type: attributeTypes[oid] ?? oid, value: valueText(element(pair)) };
}

function relativeNames(der: Buffer): NameAttribute[][] {
  const rdns: NameAttribute[][] = [];
  const sequence = within(new Cursor(der), tags.sequence);
  for (let count = 0; sequence.left > 0 && count < mostAttributes;) {
    const rdn: NameAttribute[] = [];
    for (const set = within(sequence, tags.set); set.left > 0 && count < mostAttributes; count += 1) rdn.push(attribute(set));
    if (rdn.length === 0) throw garbage('a distinguished name with nothing in it');
    rdns.push(rdn);
  }
  return rdns;
}

/** A Name in DER as RFC 4514 writes it, cleaned; "(not readable)" where it is none. */
export function distinguishedName(der: Buffer): string {
  try {
    return nameText(relativeNames(der));
  } catch (error) {
    if (error instanceof Ended) return '(not readable)';
    throw error;
  }
}

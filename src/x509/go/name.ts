import { isUtf8 } from 'node:buffer';
import { Cursor, tags } from './cursor.ts';
import { Refusal, insist, must } from './refusal.ts';

/** A distinguished name, as far as verification looks at it. */
export interface GoName {
  readonly der: Buffer; // as encoded: how names are compared
  readonly commonName: string; // the last one, else ''
  readonly organization: string; // the first one, else ''
}

const broken = 'x509: invalid RDNSequence';
const brokenValue = `${broken}: invalid attribute value`;

const refused = (type: string): string => `${brokenValue}: invalid ${type}`;

/** Surrogates and noncharacters, which are no text in UCS-2. */
const isReserved = (unit: number): boolean => unit >= 0xfffe || (unit >= 0xfdd0 && unit <= 0xfdef) || (unit >= 0xd800 && unit <= 0xdfff);

function bmpString(octets: Buffer): string {
  insist(octets.length % 2 === 0, refused('BMPString'));
  const units = Array.from({ length: octets.length / 2 }, (_, index) => octets.readUInt16BE(2 * index));
  if (units.at(-1) === 0) units.pop();
  insist(!units.some(isReserved), refused('BMPString'));
  return units.map((unit) => String.fromCodePoint(unit)).join('');
}

/** The string types that Go reads, by tag. */
function textOf(tag: number, octets: Buffer): string {
  const text = octets.toString('latin1');
  if (tag === 0x14) return text; // T61String, which everyone reads as Latin-1
  if (tag === 0x1e) return bmpString(octets);
  if (tag === 0x0c) {
    insist(isUtf8(octets), refused('UTF-8 string'));
    return octets.toString('utf8');
  }
  if (tag === 0x13) insist(/^[a-zA-Z0-9'()+,\-./ :=?*&]*$/.test(text), refused('PrintableString'));
  else if (tag === 0x16) insist(/^[\0-\x7f]*$/.test(text), refused('IA5String'));
  else if (tag === 0x12) insist(/^[0-9 ]*$/.test(text), refused('NumericString'));
  else throw new Refusal(`${brokenValue}: unsupported string type: ${tag}`);
  return text;
}

type Attribute = readonly [type: string, value: string];

function readAttribute(set: Cursor): Attribute {
  const attribute = must(set.within(tags.sequence), `${broken}: invalid attribute`);
  const type = must(attribute.oid(), `${broken}: invalid attribute type`);
  const value = must(attribute.any(), brokenValue);
  return [type, textOf(value.tag, value.contents)];
}

/** Reads a Name (RFC 5280 section 4.1.2.4). Throws Refusal. */
export function nameOf(der: Buffer): GoName {
  const sequence = must(new Cursor(der).within(tags.sequence), broken);
  const attributes: Attribute[] = [];
  while (!sequence.isEmpty) {
    const set = must(sequence.within(tags.set), broken);
    while (!set.isEmpty) attributes.push(readAttribute(set));
  }
  const values = (type: string): string[] => attributes.filter(([each]) => each === type).map(([, value]) => value);
  return { der, commonName: values('2.5.4.3').at(-1) ?? '', organization: values('2.5.4.10')[0] ?? '' };
}

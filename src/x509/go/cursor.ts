/**
 * DER read as golang.org/x/crypto/cryptobyte reads it, whose strictness decides what a Go client refuses: definite, minimal lengths, tags of one
 * octet, minimal integers. Every read answers null where the element is not there or malformed.
 */

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** [n], primitive. */
export const context = (number: number): number => 0x80 | number;
/** [n], constructed. */
export const explicit = (number: number): number => 0xa0 | number;

export interface Read {
  readonly tag: number;
  readonly contents: Buffer;
  readonly element: Buffer; // with tag and length
}

interface Header {
  readonly octets: number;
  readonly contents: number; // octets of contents
}

function headerAt(bytes: Buffer, at: number): Header | null {
  const first = bytes[at + 1];
  if (first === undefined || ((bytes[at] ?? 0) & 0x1f) === 0x1f) return null;
  if (first < 0x80) return { octets: 2, contents: first };
  const count = first & 0x7f;
  if (count === 0 || count > 4 || bytes.length < at + 2 + count) return null;
  const contents = bytes.readUIntBE(at + 2, count);
  const isMinimal = contents >= 128 && contents >= 256 ** (count - 1);
  return isMinimal ? { octets: 2 + count, contents } : null;
}

const isMinimalInteger = (octets: Buffer): boolean => {
  const [first, second] = octets;
  if (first === undefined || second === undefined) return first !== undefined;
  return !(first === 0 && second < 0x80) && !(first === 0xff && second >= 0x80);
};

/** The value of an INTEGER's contents (X.690 section 8.3). */
function integerOf(octets: Buffer): bigint {
  const value = BigInt(`0x${octets.toString('hex') || '0'}`);
  return (octets[0] ?? 0) >= 0x80 ? value - (1n << BigInt(8 * octets.length)) : value;
}

const mostArc = 2 ** 31;

/** The arcs of an OBJECT IDENTIFIER's contents, each below 2³¹; null where one is not, or not minimal. */
function arcsOf(contents: Buffer): number[] | null {
  const arcs: number[] = [];
  let arc = 0;
  let isInside = false;
  for (const octet of contents) {
    if (!isInside && octet === 0x80) return null;
    arc = arc * 128 + (octet & 0x7f);
    if (arc >= mostArc) return null;
    isInside = octet >= 0x80;
    if (isInside) continue;
    arcs.push(arc);
    arc = 0;
  }
  return isInside || arcs.length === 0 ? null : arcs;
}

/** An OBJECT IDENTIFIER's contents in dotted form, null where encoding/asn1 does not take it. */
function dottedOid(contents: Buffer): string | null {
  const arcs = arcsOf(contents);
  if (!arcs) return null;
  const [first = 0, ...rest] = arcs;
  return [first < 80 ? Math.floor(first / 40) : 2, first < 80 ? first % 40 : first - 80, ...rest].join('.');
}

export class Cursor {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isEmpty(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Whether the next element has this tag. */
  isNext(tag: number): boolean {
    return this.#bytes[this.#at] === tag;
  }

  any(): Read | null {
    const header = headerAt(this.#bytes, this.#at);
    if (!header) return null;
    const [start, end] = [this.#at, this.#at + header.octets + header.contents];
    if (end > this.#bytes.length) return null;
    this.#at = end;
    const element = this.#bytes.subarray(start, end);
    return { tag: element[0] ?? 0, element, contents: element.subarray(header.octets) };
  }

  /** The next element, which has this tag. */
  next(tag: number): Read | null {
    const read = this.any();
    return read?.tag === tag ? read : null;
  }

  contents(tag: number): Buffer | null {
    return this.next(tag)?.contents ?? null;
  }

  /** A cursor over the contents of the next element. */
  within(tag: number): Cursor | null {
    const contents = this.contents(tag);
    return contents && new Cursor(contents);
  }

  integer(tag: number = tags.integer): bigint | null {
    const contents = this.contents(tag);
    return contents && isMinimalInteger(contents) ? integerOf(contents) : null;
  }

  boolean(): boolean | null {
    const contents = this.contents(tags.boolean);
    if (contents?.length !== 1 || ![0, 0xff].includes(contents[0] ?? 1)) return null;
    return contents[0] === 0xff;
  }

  oid(): string | null {
    const contents = this.contents(tags.oid);
    return contents && dottedOid(contents);
  }

  /** The octets of a BIT STRING, and how many bits of the last are padding (which must be zero). */
  bitString(): { readonly octets: Buffer; readonly padding: number } | null {
    const contents = this.contents(tags.bitString);
    if (!contents || contents.length === 0) return null;
    const padding = contents[0] ?? 0;
    const octets = contents.subarray(1);
    const last = octets.at(-1);
    const isValid = padding <= 7 && (last === undefined ? padding === 0 : (last & ((1 << padding) - 1)) === 0);
    return isValid ? { octets, padding } : null;
  }
}

export const isInt64 = (value: bigint | null): value is bigint => value !== null && BigInt.asIntN(64, value) === value;

import { handshake } from '../../src/net/tls/messages.ts';
import { record } from '../../src/net/tls/records.ts';
import { mutate } from './mutate.ts';
import type { Random } from './random.ts';

/** Mutations that keep the outer lengths right, so that they reach what lies within. */

/** Handshake messages, headers included, one after another. */
export function messagesIn(bytes: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const end = at + 4 + bytes.readUIntBE(at + 1, 3);
    messages.push(bytes.subarray(at, end));
    at = end;
  }
  return messages;
}

/** The contents of the records in a recording. */
export function fragmentsIn(bytes: Buffer): { readonly type: number; readonly fragment: Buffer }[] {
  const fragments = [];
  for (let at = 0; at + 5 <= bytes.length;) {
    const end = at + 5 + bytes.readUInt16BE(at + 3);
    fragments.push({ type: bytes.readUInt8(at), fragment: bytes.subarray(at + 5, end) });
    at = end;
  }
  return fragments;
}

/** Some bodies are changed, some messages left out, repeated or moved; the headers fit. */
export function mutateMessages(messages: readonly Buffer[], random: Random): Buffer[] {
  const changed = [...messages];
  for (let count = 1 + random.below(3); count > 0 && changed.length > 0; count -= 1) {
    const at = random.below(changed.length);
    const message = changed[at] ?? Buffer.alloc(4);
    const other = random.pick(messages);
    const what = random.below(8);
    if (what === 0) changed.splice(at, 1);
    else if (what === 1) changed.splice(at, 0, other);
    else if (what === 2) changed.splice(at, 1, handshake(random.below(26), message.subarray(4)));
    else changed[at] = handshake(message.readUInt8(0), mutate(message.subarray(4), other.subarray(4), random));
  }
  return changed;
}

/** Handshake bytes in records of the lengths that a sender might choose. */
export function inSomeRecords(bytes: Buffer, random: Random): Buffer {
  const size = random.pick([1, 7, 100, 1000, 16_384, 16_384, 16_384]);
  const records: Buffer[] = [];
  for (let at = 0; at < bytes.length && records.length < 2000; at += size) records.push(record(22, bytes.subarray(at, at + size)));
  return Buffer.concat(records);
}

interface Tlv {
  readonly tag: number;
  readonly contents: readonly Tlv[] | Buffer;
}

/** DER as a tree; what cannot be read so is contents. */
function treeOf(bytes: Buffer, depth = 0): readonly Tlv[] | Buffer {
  const items: Tlv[] = [];
  for (let at = 0; at < bytes.length;) {
    const [tag = 0, first = 0] = bytes.subarray(at);
    const more = first < 0x80 ? 0 : first & 0x7f;
    const start = at + 2 + more;
    if (more > 3 || start > bytes.length) return bytes;
    const length = more === 0 ? first : bytes.readUIntBE(at + 2, more);
    if (start + length > bytes.length) return bytes;
    const body = bytes.subarray(start, start + length);
    items.push({ tag, contents: tag & 0x20 && depth < 12 ? treeOf(body, depth + 1) : body });
    at = start + length;
  }
  return items;
}

function encode({ tag, contents }: Tlv): Buffer {
  const body = Buffer.isBuffer(contents) ? contents : Buffer.concat(contents.map(encode));
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const hex = body.length.toString(16);
  const length = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
}

const mostCopied = 64 * 1024;
const copiesOf = (item: Tlv, count: number): Tlv[] =>
  Array.from({ length: Math.min(count, Math.ceil(mostCopied / encode(item).length)) }, () => item);

function mutateTree(contents: readonly Tlv[] | Buffer, random: Random): readonly Tlv[] | Buffer {
  if (Buffer.isBuffer(contents)) return mutate(contents, contents, random);
  const items = contents;
  if (items.length === 0) return random.bytes(random.below(8));
  const at = random.below(items.length);
  const item = items[at] as Tlv;
  const what = random.below(12);
  if (what === 0) return items.filter((_, index) => index !== at);
  if (what === 1) return [...items, ...copiesOf(item, random.pick([1, 2, 300]))];
  if (what === 2)
    return items.toSpliced(at, 1, { ...item, tag: random.pick([0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x17, 0x1e, 0x30, 0x31, 0xa0, 0xa3]) });
  if (what === 3) return items.toSpliced(at, 0, random.pick(items));
  return items.toSpliced(at, 1, { ...item, contents: mutateTree(item.contents, random) });
}

/** DER with changes somewhere within, all lengths around them right. */
export function mutateDer(bytes: Buffer, random: Random): Buffer {
  let tree = treeOf(bytes);
  for (let count = 1 + random.below(3); count > 0; count -= 1) tree = mutateTree(tree, random);
  return Buffer.isBuffer(tree) ? tree : Buffer.concat(tree.map(encode));
}

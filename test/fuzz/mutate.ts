import type { Random } from './random.ts';

/** Inputs are bounded: longer ones meet the readers' own bounds, and would only slow the run. */
const mostBytes = 300 * 1024;

const mostRepeated = 32 * 1024;

type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

const telling = [0, 1, 2, 0x16, 0x30, 0x7f, 0x80, 0x81, 0x84, 0xfe, 0xff];
const lengths = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x3fff, 0x4000, 0x4001, 0x4800, 0xffff, 0x10000, 0xffffff];

/** A place in the bytes, and a portion from there. */
function portion(bytes: Buffer, random: Random): readonly [from: number, to: number] {
  const from = random.below(bytes.length);
  return [from, Math.min(bytes.length, from + 1 + random.below(random.pick([4, 64, 4096])))];
}

const flipBits: Mutation = (bytes, random) => {
  const changed = Buffer.from(bytes);
  for (let count = 1 + random.below(8); count > 0 && changed.length > 0; count -= 1) {
    const at = random.below(changed.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
  }
  return changed;
};

const setByte: Mutation = (bytes, random) => {
  const changed = Buffer.from(bytes);
  if (changed.length > 0) changed[random.below(changed.length)] = random.pick(telling);
  return changed;
};

/** Writes a length where none, another, or just one stood. */
const lieAboutLength: Mutation = (bytes, random) => {
  const size = 1 + random.below(3);
  if (bytes.length < size) return bytes;
  const changed = Buffer.from(bytes);
  const at = random.below(bytes.length - size + 1);
  const near = changed.readUIntBE(at, size) + random.below(9) - 4;
  const value = random.below(2) === 0 ? near : random.pick(lengths);
  changed.writeUIntBE(Math.max(0, value) % 256 ** size, at, size);
  return changed;
};

const truncate: Mutation = (bytes, random) => bytes.subarray(0, random.below(bytes.length));
const behead: Mutation = (bytes, random) => bytes.subarray(random.below(Math.min(bytes.length, 64)));

const remove: Mutation = (bytes, random) => {
  const [from, to] = portion(bytes, random);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
};

const repeat: Mutation = (bytes, random) => {
  const [from, to] = portion(bytes, random);
  const count = Math.min(1 + random.below(random.pick([2, 20, 400])), Math.ceil(mostRepeated / (to - from + 1)));
  const copies = Array.from({ length: count }, () => bytes.subarray(from, to));
  return Buffer.concat([bytes.subarray(0, to), ...copies, bytes.subarray(to)]);
};

const insert: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), random.bytes(1 + random.below(32)), bytes.subarray(at)]);
};

const splice: Mutation = (bytes, random, other) =>
  Buffer.concat([bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1))]);

const transplant: Mutation = (bytes, random, other) => {
  const [from, to] = portion(other, random);
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), other.subarray(from, to), bytes.subarray(at)]);
};

const mutations: readonly Mutation[] = [
  flipBits,
  setByte,
  setByte,
  lieAboutLength,
  lieAboutLength,
  truncate,
  behead,
  remove,
  repeat,
  insert,
  splice,
  transplant,
];

/** One to five changes of the bytes; `other` is what is spliced in. */
export function mutate(bytes: Buffer, other: Buffer, random: Random): Buffer {
  let changed = bytes;
  for (let count = 1 + random.below(5); count > 0; count -= 1)
    changed = random.pick(mutations)(changed, random, other).subarray(0, mostBytes);
  return changed;
}

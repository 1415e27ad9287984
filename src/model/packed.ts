import * as v from 'valibot';
import { leaf, type Leaf } from './fact.ts';

/**
 * Hundreds of code points, asked one by one and answered yes or no: by answer, so that a target costs a report hundreds of bytes and not tens
 * of kilobytes. Rules see them as rows, one for each code point (`unpack`).
 */
export const packedShape = v.object({
  version: v.string(), // "TLSv1.2"
  accepted: leaf(v.boolean()),
  codePoints: v.string(), // "0x0000-0x002f,0xc013": those with this answer, in ascending order
  names: v.exactOptional(v.array(v.string())), // of those that are accepted, in the order in which the server chose them
});
export type Packed = v.InferOutput<typeof packedShape>;

export interface Row {
  readonly version: string;
  readonly name: string;
  readonly id: number;
  readonly accepted: Leaf<boolean>;
}

const hex = (id: number): string => `0x${id.toString(16).padStart(4, '0')}`;

/** Ascending code points as ranges. */
function rangesOf(ids: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const id of ids) {
    const last = ranges.at(-1);
    if (last && id === last[1] + 1) last[1] = id;
    else ranges.push([id, id]);
  }
  return ranges.map(([from, to]) => (from === to ? hex(from) : `${hex(from)}-${hex(to)}`)).join(',');
}

function idsOf(codePoints: string): number[] {
  return codePoints.split(',').flatMap((range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return range === '' ? [] : Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

const answerKey = ({ version, accepted }: Row): string =>
  `${version} ${typeof accepted === 'boolean' ? accepted : `${accepted.cause} ${accepted.code ?? ''} ${accepted.unknown}`}`;

const made = new Map<string, readonly Packed[]>();
const mostMade = 1000;

/** The same answers are the same object: a fleet whose members are alike holds them once. */
export function pack(rows: readonly Row[]): readonly Packed[] {
  const blocks = new Map<string, Row[]>();
  for (const row of rows) {
    const key = answerKey(row);
    const block = blocks.get(key);
    if (block) block.push(row);
    else blocks.set(key, [row]);
  }
  const packed = [...blocks.values()].map(packedOf);
  const key = JSON.stringify(packed);
  const before = made.get(key);
  if (before) return before;
  if (made.size < mostMade) made.set(key, packed);
  return packed;
}

function packedOf(rows: readonly Row[]): Packed {
  const [{ version, accepted }] = rows as readonly [Row];
  const codePoints = rangesOf([...new Set(rows.map(({ id }) => id))].sort((one, other) => one - other));
  return { version, accepted, codePoints, ...(accepted === true && { names: rows.map(({ name }) => name) }) };
}

const unpacked = new WeakMap<readonly Packed[], readonly Row[]>();

/** One row for each code point; `nameOf` is that of its registry. */
export function unpack(packed: readonly Packed[], nameOf: (id: number) => string): readonly Row[] {
  const before = unpacked.get(packed);
  if (before) return before;
  const rows = packed.flatMap(({ version, accepted, codePoints }) =>
    idsOf(codePoints).map((id) => ({ version, name: nameOf(id), id, accepted })),
  );
  unpacked.set(packed, rows);
  return rows;
}

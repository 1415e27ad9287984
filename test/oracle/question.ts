import type { Made } from './certificates.ts';

/** A chain to verify, with what tells it from the others. */
export interface ChainCase {
  readonly title: string;
  readonly chain: readonly Uint8Array[]; // the leaf first
  readonly roots: readonly Uint8Array[];
  readonly now: Date;
  readonly names: readonly string[];
}

const usualNow = new Date('2026-11-23T08:00:00Z');

/** Certificates from the leaf to the root: the root is trusted, the others are served. */
export function chainCase(title: string, path: readonly Made[], more: Partial<Omit<ChainCase, 'title'>> = {}): ChainCase {
  const ders = path.map(({ der }) => der);
  return { title, chain: ders.slice(0, -1), roots: ders.slice(-1), now: usualNow, names: [], ...more };
}

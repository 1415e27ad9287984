import { describe, expect, test } from 'vitest';
import { createAlike } from '../src/alike.ts';
import type { Fact } from '../src/model/fact.ts';

const fact = (known: unknown): Fact => ({ group: 'transport', basis: 'observed', known });

describe('facts of a fleet', () => {
  const alike = createAlike();
  const [first] = alike([fact({ tls: true, plaintext: false })]);
  test('that say the same are one', () => {
    expect(alike([fact({ tls: true, plaintext: false })])[0]).toBe(first);
  });
  test('that differ in a leaf, in their basis or their group are not', () => {
    const others = alike([
      fact({ tls: true, plaintext: { unknown: 'no answer', cause: 'could-not-look' } }),
      { ...fact({ tls: true, plaintext: false }), basis: 'declared' },
      { ...fact({ tls: true, plaintext: false }), group: 'http' },
    ]);
    expect(new Set([first, ...others]).size).toBe(4);
  });
});

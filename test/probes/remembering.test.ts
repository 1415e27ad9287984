import { describe, expect, it } from 'vitest';
import { remembering } from '../../src/probes/remembering.ts';

function filled(entries: number, bytes: number) {
  const made: string[] = [];
  const remember = remembering<string>({ entries, bytes });
  const ask = (key: string, size = 1): string =>
    remember(key, size, () => {
      made.push(key);
      return key;
    });
  return { ask, made };
}

describe('a memory of values', () => {
  it('makes a value once', () => {
    const { ask, made } = filled(10, 10);
    expect([ask('a'), ask('a'), ask('b'), ask('a')]).toEqual(['a', 'a', 'b', 'a']);
    expect(made).toEqual(['a', 'b']);
  });
  it('forgets what was longest not asked for', () => {
    const { ask, made } = filled(2, 10);
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) ask(key);
    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });
  it('holds no more bytes than told, and nothing that is larger', () => {
    const { ask, made } = filled(10, 10);
    for (const [key, size] of [
      ['a', 6],
      ['b', 6],
      ['a', 6],
      ['huge', 11],
      ['huge', 11],
      ['a', 6],
    ] as const)
      ask(key, size);
    expect(made).toEqual(['a', 'b', 'a', 'huge', 'huge', 'a']);
  });
});

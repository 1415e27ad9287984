import { describe, expect, it } from 'vitest';
import { createSharedValues, inflate } from '../../src/recording/shared-values.ts';

const long = 'x'.repeat(300);
const list = Array.from({ length: 50 }, (_, index) => index);

describe('what recurs', () => {
  it('is written once, and comes back wherever it was', () => {
    const shared = createSharedValues();
    const given = { a: long, b: [long, { c: list }], short: 'y', few: [1, 2] };
    const { value, before } = shared.deflate(given);
    expect(before).toEqual([
      { id: 0, value: long },
      { id: 1, value: list },
    ]);
    expect(JSON.stringify(value)).toBe('{"a":{"$":0},"b":[{"$":0},{"c":{"$":1}}],"short":"y","few":[1,2]}');
    expect(shared.deflate([list, long])).toEqual({ value: [{ $: 1 }, { $: 0 }], before: [] });
    expect(inflate(value, new Map(before.map(({ id, value: known }) => [id, known])))).toEqual(given);
  });

  it('may be bytes, as base64', () => {
    const { value, before } = createSharedValues().deflate({ few: new Uint8Array([1, 2, 3]), many: new Uint8Array(300) });
    expect(value).toEqual({ few: 'AQID', many: { $: 0 } });
    expect(before).toEqual([{ id: 0, value: Buffer.alloc(300).toString('base64') }]);
  });

  it.each([
    ['names nothing', { $: 7 }, /refers to a value that is not there/],
    ['names a prototype', { $: '__proto__' }, /refers to a value that is not there/],
    ['is nested without end', JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) as unknown, /nested too deep/],
    ['comes to too much', Array.from({ length: 100 }, () => ({ $: 0 })), /more than a recording ever does/],
  ])('is refused where it %s', (_, value, message) => expect(() => inflate(value, new Map([[0, 'x'.repeat(2 ** 20)]]))).toThrow(message));
});

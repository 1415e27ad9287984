import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

const inputs = process.env['CI'] ? 50_000 : 10_000;

it('changed transcripts, certificates and responses are read or refused, in bounded time and memory', async () => {
  const { perTarget, ...result } = await fuzz({ seed: 1, inputs });
  expect(result.inputs).toBe(inputs);
  expect(Object.keys(perTarget).toSorted()).toEqual(targets.map(({ name }) => name).toSorted());
}, 300_000);

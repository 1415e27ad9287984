import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

it('fifty thousand changed transcripts, certificates and responses are read or refused, in bounded time and memory', async () => {
  const { perTarget, inputs } = await fuzz({ seed: 1, inputs: 50_000 });
  expect(inputs).toBe(50_000);
  expect(Object.keys(perTarget).toSorted()).toEqual(targets.map(({ name }) => name).toSorted());
}, 300_000);

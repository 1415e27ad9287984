import { describe, expect, it } from 'vitest';
import { createCa, issue } from '../support/pki.ts';
import { kinds } from './kinds.ts';
import { expectBounded, lookAt } from './support/look.ts';

const ca = await createCa({ name: 'root' });
const leaf = await issue(ca, { cn: 'pgx', dns: ['pgx.test'] });
const heavy = await issue(ca, { cn: 'heavy', dns: ['heavy.test'], key: 'rsa4096' });
const all = kinds({ leaf, heavy });

describe.concurrent('a server that', () => {
  it('there are twenty-seven of', () => expect(all).toHaveLength(27));

  it.each(all)('$does: decision', async ({ serve, saw, timeoutMs }) => {
    const looked = await lookAt(serve, { timeoutMs });
    expect(looked.saw).toMatchObject(saw);
    expectBounded(looked);
  });
  it.each(all)('$does: full', async ({ serve, saw, inFull, timeoutMs }) => {
    const looked = await lookAt(serve, { depth: 'full', timeoutMs });
    expect(looked.saw).toMatchObject({ ...saw, ...inFull });
    expectBounded(looked);
  });
});

import { parse } from 'valibot';
import { expect, it } from 'vitest';
import { createDerivers } from '../../src/derive/index.ts';
import { selfSigned } from '../support/pki.ts';
import { input, observed, response, scrape, serving, target, valueOf } from './support.ts';

it('derives what its shapes say', async () => {
  const facts = [
    observed('transport', { tls: true, plaintext: false }),
    observed('http', { responses: [response({})] }),
    observed('certificate', serving([await selfSigned({ cn: 'x' })])),
  ];
  const derivers = createDerivers({ publicRoots: [] });
  expect(derivers.map(({ group, scope }) => `${scope} ${group}`)).toEqual([
    'target access',
    'target validity',
    'target mesh',
    'scrape verification',
    'scrape outcome',
    'scrape state',
    'endpoint replicas',
  ]);
  const members = ['a', 'b'].map((pod) => ({ target: target('10.244.0.5', pod), facts }));
  for (const deriver of derivers) {
    const fact = deriver.derive(input({ facts, members, scrape: scrape() }));
    expect(fact.group).toBe(deriver.group);
    if (deriver.group === 'state') continue; // no Prometheus was asked
    expect(fact.basis).toBe(deriver.group === 'outcome' ? 'predicted' : 'observed');
    const known = valueOf(fact);
    expect(parse(deriver.shape, known)).toEqual(known);
  }
});

import { expect, it } from 'vitest';
import { createNotProbed } from '../../src/discover/not-probed.ts';

/** What is found and not audited, where there is more of it than the list holds. */

it('says each thing once, in the order in which it was found', () => {
  const list = createNotProbed(10);
  for (const what of ['Pod db/b', 'Pod db/a', 'Pod db/b']) list.add(what, 'finished', 'the pod has finished');
  expect(list.end()).toEqual({
    notProbed: ['Pod db/b', 'Pod db/a'].map((what) => ({
      what,
      code: 'finished',
      because: 'excluded-by-policy',
      reason: 'the pod has finished',
    })),
    notProbedOmitted: 0,
  });
});

it('keeps room for every namespace, and counts the rest', () => {
  const list = createNotProbed(10);
  for (let nth = 0; nth < 5000; nth++) list.add(`ScrapeConfig aaa/flood spec 198.18.0.${nth}:80`, 'external', 'it is not of the cluster');
  for (const what of ['Service db/pgx', 'Pod db/pgx', 'Service web/shop', 'vmprobes.operator.victoriametrics.com'])
    list.add(what, 'external', 'it is not of the cluster');
  const { notProbed, notProbedOmitted } = list.end();
  expect(notProbed.map(({ what }) => what.split(' ', 2).join(' '))).toEqual([
    ...Array.from({ length: 6 }, () => 'ScrapeConfig aaa/flood'),
    'Service db/pgx',
    'Pod db/pgx',
    'Service web/shop',
    'vmprobes.operator.victoriametrics.com',
  ]);
  expect(notProbedOmitted).toBe(1000 - 6); // of one namespace no more than a hundred times the list is counted
});

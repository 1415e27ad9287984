import { describe, expect, it } from 'vitest';
import { reachHint } from '../../src/commands/reach-hint.ts';
import { couldNotLook, type Fact } from '../../src/model/fact.ts';
import type { ReasonCode } from '../../src/model/reason.ts';
import type { Observation, Vantage } from '../../src/model/report.ts';
import { someTarget } from '../support/endpoint.ts';
import { someReport } from '../support/report.ts';

const { address, pod, proof } = someTarget();
const seen = (fact: object, over: Partial<Observation> = {}): Observation => ({
  endpoint: 'db/Deployment/pgx:9187',
  target: 'db/Deployment/pgx:9187@pgx-0',
  address,
  pod,
  proof,
  connections: 1,
  milliseconds: 5,
  facts: [{ group: 'transport', basis: 'observed', ...fact } as Fact],
  ...over,
});
const reached = seen({ known: { tls: true, plaintext: false } });
const missed = (code: ReasonCode = 'unreachable', over: Partial<Observation> = {}): Observation => seen(couldNotLook('no', code), over);

const hintFor = (observations: readonly Observation[], via: Vantage['via'] = 'direct'): string =>
  reachHint(
    someReport({ observations, provenance: { cluster: null, user: '', vantage: { via, from: 'outside', tainted: '', notes: [] } } }),
  );

describe('the hint on ways to reach pods', () => {
  it('names both ways in two lines where most pods are out of reach', () => {
    const lines = hintFor([missed(), missed('timed-out'), reached]).split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^2 of 3 pods cannot be reached from here: --via port-forward /),
      expect.stringMatching(/^pgx-audit job /),
    ]);
  });

  it.each<[string, readonly Observation[]]>([
    ['nothing was dialled', [missed('unreachable', { connections: 0 })]],
    ['half of them were reached', [missed(), reached]],
    ['they failed for another reason', [missed('meshed'), missed('over-budget')]],
    ['they are no pods, which port-forward cannot reach', [missed('unreachable', { pod: null })]],
    ['there are none', []],
  ])('is not given where %s', (_, observations) => {
    expect(hintFor(observations)).toBe('');
  });

  it('is not given to whom already uses one', () => {
    expect(hintFor([missed()], 'port-forward')).toBe('');
  });
});

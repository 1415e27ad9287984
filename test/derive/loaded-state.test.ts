import { parse } from 'valibot';
import { describe, expect, it } from 'vitest';
import { createLoadedState } from '../../src/derive/loaded-state.ts';
import { couldNotLook, outOfMode } from '../../src/model/fact.ts';
import type { Loaded, Outcome } from '../../src/model/facts.ts';
import { sameError } from '../../src/prometheus/outcome/same-error.ts';
import { active, asked, prometheus } from '../prometheus/loaded/support.ts';
import { input, scrape, target, valueOf } from './support.ts';

const predicted = (more: Partial<Outcome>) => ({
  group: 'outcome',
  basis: 'predicted' as const,
  known: { succeeds: true, cause: '', error: '', errors: [], error_2x: '', shown: '', ...more },
});
const unknownAuthority = 'tls: failed to verify certificate: x509: certificate signed by unknown authority';
const error = `Get "https://10.244.0.5:9187/metrics": ${unknownAuthority}`;
const older = error.replace('tls: failed to verify certificate: ', '');
const fails = predicted({ succeeds: false, cause: 'unknown-authority', error, error_2x: older, shown: error });

const pgx = scrape({}, { prometheus: [prometheus()] });
const derive = (more: Record<string, unknown>, facts: Parameters<typeof input>[0]['facts'] = [predicted({})]) =>
  createLoadedState(asked({ active: [active(more)] }), sameError).derive(input({ scrape: pgx, target: target(), facts }));
const state = (...given: Parameters<typeof derive>): Loaded => valueOf(derive(...given));

const up = { health: 'up' };
const down = (lastError: string) => ({ health: 'down', lastError });

describe('the state of a target in Prometheus', () => {
  it('is not asked for where no Prometheus is named', () => {
    const fact = createLoadedState(null, sameError).derive(input({ scrape: pgx }));
    expect(fact).toMatchObject({ group: 'state', basis: 'loaded', ...outOfMode('no --prometheus-url or --prometheus-targets was given') });
  });

  it('is what Prometheus says, in the shape of the group', () => {
    const known = state(up);
    expect(known).toEqual({
      present: true,
      pool: true,
      missing: '',
      scheme: 'https',
      url: 'https://10.244.0.5:9187/metrics',
      differs: '',
      health: 'up',
      last_error: '',
      explained: '',
      agrees: true,
      disagreement: '',
    });
    expect(parse(createLoadedState(null, sameError).shape, known)).toEqual(known);
  });

  it('has no texts of a target that is not there', () => {
    const known = state({ scrapePool: 'serviceMonitor/db/other/0' });
    expect(known).toMatchObject({ present: false, url: '', health: '', last_error: '', agrees: { cause: 'could-not-look' } });
  });

  it('is not known without an address', () => {
    expect(createLoadedState([], sameError).derive(input({ scrape: pgx, target: target(null) }))).toMatchObject(
      couldNotLook('there is no address to look up'),
    );
  });
});

describe('beside the prediction', () => {
  it('explains an error that the wire shows too, whatever its address', () => {
    for (const lastError of [error, older.replace('10.244.0.5', 'pgx')])
      expect(state(down(lastError), [fails])).toMatchObject({
        agrees: true,
        explained: 'the wire shows the same (pgx-audit explain unknown-authority)',
        disagreement: '',
      });
  });

  it('tells an error for another reason', () => {
    const known = state(down('context deadline exceeded'), [fails]);
    expect(known).toMatchObject({
      agrees: true,
      explained: expect.stringContaining('the wire shows another reason: Get "https://10.244.0.5'),
    });
  });

  it('disagrees where one says up and the other down', () => {
    expect(state(up, [fails])).toMatchObject({
      agrees: false,
      disagreement: expect.stringMatching(/^Prometheus says up, but by what the wire shows the scrape fails: Get .*unknown authority$/),
    });
    expect(state(down('context deadline exceeded'))).toMatchObject({
      agrees: false,
      disagreement: 'Prometheus says down (context deadline exceeded), but by what the wire shows the scrape succeeds',
      explained: expect.stringContaining('between Prometheus and the target'),
    });
  });

  it('is not compared with what is not known', () => {
    const reason = outOfMode('CA not readable (secrets/get db/ca)');
    expect(state(up, [predicted({ succeeds: reason })]).agrees).toEqual(reason);
    expect(state(up, []).agrees).toMatchObject({ cause: 'could-not-look' });
    expect(state({ health: 'unknown' }).agrees).toMatchObject({ unknown: 'Prometheus has not scraped the target yet' });
  });
});

import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { mostConnections, type Probe } from '../src/model/probe.ts';
import { cipherSuites } from '../src/model/registry.ts';
import { planTargets } from '../src/plan.ts';
import { planning } from './support/asked.ts';
import { someEndpoint, someScrape, someTarget } from './support/endpoint.ts';

const probe = (uses: readonly string[], extra: number): Probe => ({
  group: uses.join(),
  shape: v.unknown(),
  uses: () => uses,
  extra: () => extra,
  observe: () => Promise.reject(new Error('a plan observes nothing')),
});
const costly = { name: 'x', kind: 'exporter-toolkit', costly: true, by: 'image' };

describe('the plan', () => {
  it('counts a shared attempt once, and what each probe may need beyond', () => {
    const [plan] = planTargets([someEndpoint()], planning([probe(['first', 'plaintext'], 1), probe(['first', 'tls12'], 2)]));
    expect(plan).toMatchObject({ attempts: ['first', 'plaintext', 'tls12'], most: 6 });
  });
  it('never allows more than twelve connections', () => {
    const [plan] = planTargets([someEndpoint()], planning([probe(['first'], 40)]));
    expect(plan?.most).toBe(mostConnections.decision);
  });
  it('asks what the rules ask, of which one of each kind is enough', () => {
    const sets = { 'tls.suites': ['TLS_RSA_WITH_NULL_SHA'] };
    const decisive = { 'tls.suites': [['TLS_RSA_WITH_NULL_SHA']] };
    expect(planTargets([someEndpoint()], planning([], { sets, decisive }))[0]?.asked).toMatchObject({ depth: 'decision', sets, decisive });
  });
  it('asks everything in full depth, and decides nothing by one find', () => {
    const sets = { 'tls.suites': ['TLS_RSA_WITH_NULL_SHA'] };
    const asked = planTargets([someEndpoint()], planning([], { depth: 'full', sets, decisive: { 'tls.suites': [sets['tls.suites']] } }))[0]
      ?.asked;
    expect(asked?.sets['tls.suites']).toEqual(cipherSuites.map(({ name }) => name));
    expect(asked?.sets['tls.versions']).toEqual(['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1.0', 'SSLv3', 'SSLv2']);
    expect(asked?.decisive).toEqual({});
  });
  it('allows full depth more connections, and as many as the user says', () => {
    expect(planTargets([someEndpoint()], planning([probe(['first'], 400)], { depth: 'full' }))[0]?.most).toBe(mostConnections.full);
    expect(planTargets([someEndpoint()], planning([probe(['first'], 400)], { most: 9 }))[0]?.most).toBe(9);
  });
  it('dials nothing that is not proven', () => {
    const unproven = someTarget({ proof: { proven: false, code: 'not-proven', reason: 'hand-written slice' } });
    const [plan] = planTargets([someEndpoint({ targets: [unproven] })], planning([probe(['first'], 1)]));
    expect(plan).toMatchObject({ attempts: [], most: 0 });
  });
  it('requests the paths of the scrapes', () => {
    const scrapes = [someScrape({ path: '/metrics' }), someScrape({ path: '/probe' }), someScrape({ path: '/metrics' })];
    expect(planTargets([someEndpoint({ scrapes })], planning([]))[0]?.asked.paths).toEqual(['/metrics', '/probe']);
  });
  it('requests only / where a scrape costs something, or where nothing scrapes', () => {
    expect(planTargets([someEndpoint({ exporter: costly })], planning([]))[0]?.asked.paths).toEqual(['/']);
    expect(planTargets([someEndpoint({ scrapes: [] })], planning([]))[0]?.asked.paths).toEqual(['/']);
  });
  it('requests the path that the user named', () =>
    expect(planTargets([someEndpoint({ exporter: costly, path: '/metrics' })], planning([]))[0]?.asked.paths).toEqual(['/metrics']));
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Transport } from '../../src/model/facts.ts';
import { type HostileServer, hostile, redirect, startHostile } from '../support/hostile.ts';
import { type CliResult, scanJson } from './support/cli.ts';
import { addressId, findingOf, observationsOf } from './support/report.ts';
import { factOf } from '../../src/model/fact.ts';
import type { Http } from '../../src/model/facts.ts';
import type { Report } from '../../src/model/report.ts';

const timeout = 1000;

describe('hostile servers', () => {
  const servers: Record<string, HostileServer> = {};
  let elsewhere: HostileServer;
  let result: CliResult & { readonly report: Report };

  beforeAll(async () => {
    elsewhere = await startHostile(hostile.silent);
    for (const [name, handler] of Object.entries(hostile)) servers[name] = await startHostile(handler);
    servers['redirect'] = await startHostile(redirect(`http://127.0.0.1:${elsewhere.port}/metrics`));
    const targets = Object.values(servers).flatMap(({ port }) => ['--target', `127.0.0.1:${port}/metrics`]);
    result = await scanJson([...targets, '--timeout', `${timeout}ms`, '--fail-on', 'never']);
  }, 60_000);

  afterAll(() => Promise.all([elsewhere, ...Object.values(servers)].map((server) => server.stop())));

  const id = (name: string): string => addressId(servers[name]?.port ?? 0);
  const factText = (name: string, group: string): string =>
    JSON.stringify(observationsOf(result.report, id(name)).map(({ facts }) => factOf(facts, group)));

  it('are done with in a few timeouts', () => {
    expect(result.milliseconds).toBeLessThan(12 * timeout);
  });

  it('cost no memory', () => {
    expect(result.maxRss).toBeGreaterThan(0);
    expect(result.maxRss).toBeLessThan(200 << 20);
  });

  it('never see more than 12 connections', () => {
    const counts = Object.values(servers).map((server) => server.connections());
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect(Math.max(...counts)).toBeLessThanOrEqual(12);
  });

  it.each([
    ['silent', 'plaintext', /no answer within 1 s/],
    ['trickle', 'plaintext', /no complete answer within 1 s/],
    ['trickledRecord', 'obsolete-tls-version', /no complete answer within 1 s/],
    ['helloRequests', 'obsolete-tls-version', /more than \d+ HelloRequest messages/],
    ['garbage', 'plaintext', /neither TLS nor HTTP/],
    ['reset', 'plaintext', /connection reset/],
    ['endlessHeaders', 'no-authentication', /too long response headers/],
    ['redirect', 'no-authentication', /redirects to .* not followed/],
  ])('%s: %s is unknown, with the reason', (name, rule, reason) => {
    const finding = findingOf(result.report, rule, id(name));
    expect(finding).toMatchObject({ verdict: 'unknown', cause: 'could-not-look' });
    expect(finding?.message).toMatch(reason);
  });

  it('100 MB of metrics are read up to the bound, and judged as what they are', () => {
    expect(findingOf(result.report, 'plaintext', id('hugeBody'))?.verdict).toBe('fail');
    expect(findingOf(result.report, 'no-authentication', id('hugeBody'))?.verdict).toBe('fail');
    expect(servers['hugeBody']?.connections()).toBeLessThanOrEqual(3);
  });

  it('a redirect is reported and not followed', () => {
    const http = factOf<Http>(
      observationsOf(result.report, id('redirect')).flatMap(({ facts }) => facts),
      'http',
    );
    expect(http).toMatchObject({ known: { responses: [{ status: 302, location: `http://127.0.0.1:${elsewhere.port}/metrics` }] } });
    expect(elsewhere.connections()).toBe(0);
  });

  it('no server that answered nothing is said to speak anything', () => {
    const transport = factOf<Transport>(
      observationsOf(result.report, id('silent')).flatMap(({ facts }) => facts),
      'transport',
    );
    expect(JSON.stringify(transport)).not.toContain('true');
    expect(factText('silent', 'tls')).toMatch(/unknown/);
  });
});

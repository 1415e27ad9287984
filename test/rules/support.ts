import { readdirSync, readFileSync } from 'node:fs';
import { factShapes } from '../../src/commands/ruleset.ts';
import { createDerivers } from '../../src/derive/index.ts';
import { PgxError } from '../../src/model/errors.ts';
import type { Fact, Facts } from '../../src/model/fact.ts';
import type { JudgedEndpoint } from '../../src/model/judged.ts';
import type { Finding } from '../../src/model/report.ts';
import type { Endpoint, Scrape, Target } from '../../src/model/subject.ts';
import { judge, loadRules, type RuleSet } from '../../src/rules/index.ts';
import { someEndpoint, someScrape, someTarget } from '../support/endpoint.ts';

/** The shapes of all fact groups, as the command line loads them. */
export const shapes = factShapes(createDerivers({ publicRoots: [] }));

const folder = new URL('../../rules/checks/', import.meta.url);
export const checkFiles = readdirSync(folder).map((name) => ({
  path: `rules/checks/${name}`,
  text: readFileSync(new URL(name, folder), 'utf8'),
}));

export const checks = (params: Parameters<typeof loadRules>[0]['params'] = {}): RuleSet => loadRules({ files: checkFiles, shapes, params });

/** One rule of a test, by its text. */
export const ruleSet = (id: string, text: string): RuleSet => loadRules({ files: [{ path: `rules/checks/${id}.yaml`, text }], shapes });

export const target = (name = 'pgx-0'): Target =>
  someTarget({ id: `db/Deployment/pgx:9187@${name}`, pod: { namespace: 'db', name, uid: `uid-${name}`, node: 'n1' } });

export const scrape = (id = 'serviceMonitor/db/pgx/0'): Scrape =>
  someScrape({ id, tls: { ...someScrape().tls, configured: false, serverName: '' } });

export const endpoint = (over: Partial<Endpoint> = {}): Endpoint => someEndpoint({ targets: [], scrapes: [], serverNames: [''], ...over });

/** Facts of a rule's example or of a test: `{ tls: {…} }`; a bare `unknown` could not be looked at. */
export const factsOf = (given: Readonly<Record<string, unknown>>): Facts =>
  Object.entries(given).map(([group, value]) => {
    const stated = withCauses(value) as object;
    return {
      group,
      basis: group === 'scrape' ? 'declared' : 'observed',
      ...('unknown' in stated || 'absent' in stated ? stated : { known: stated }),
    } as Fact;
  });

function withCauses(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withCauses);
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withCauses(each)]));
  return 'unknown' in inner ? { cause: 'could-not-look', ...inner } : inner;
}

/** Members by name, each with the facts about it. */
export const members = (given: Readonly<Record<string, Readonly<Record<string, unknown>>>>): JudgedEndpoint['members'] =>
  Object.entries(given).map(([name, facts]) => ({ target: target(name), facts: factsOf(facts) }));

/** An endpoint without scrape, with these members. */
export function judged(given: Parameters<typeof members>[0], over: Partial<Endpoint> = {}): JudgedEndpoint {
  const all = members(given);
  return { endpoint: endpoint({ targets: all.map((each) => each.target), ...over }), facts: [], members: all, scrapes: [] };
}

/** The finding of the set's only rule about one target, or about one scrape of it, for which all these facts hold. */
export function judgeOne(set: RuleSet, given: Readonly<Record<string, unknown>>): Finding {
  const facts = factsOf(given);
  const one = target('pgx-0');
  const scrapes = [{ scrape: scrape(), facts, members: [{ target: one, facts: [] }] }];
  const about: JudgedEndpoint = { endpoint: endpoint({ targets: [one] }), facts, members: [{ target: one, facts: [] }], scrapes };
  const object = { id: 'db/ServiceMonitor/pgx', origin: { kind: 'ServiceMonitor', namespace: 'db', name: 'pgx' }, facts };
  const [finding] = judge(set, { endpoints: [about], objects: [object] });
  if (!finding) throw new Error('no finding');
  return finding;
}

/** A rule whose verdict is this expression's. */
export const rule = (expression: string, more = '') =>
  ruleSet(
    'sample',
    `id: sample
title: The title
why: it matters
category: protocol
severity: medium
scope: target
expect: ${JSON.stringify(expression)}
fix: { default: do it, exporter-toolkit: "set tls_server_config", proxy: tell the proxy }
references: [{ id: RFC8446, section: '1', url: 'https://example.org', says: it exists }]
examples: [{ given: {}, expect: unknown }]
${more.includes('message:') ? '' : `message: '"it is so"'\n`}${more}`,
  );

/** Facts about what the port speaks. */
export const seen = (transport: unknown) => ({ transport });

/** A rule's file that is accepted as it is. */
export const sample = `id: sample
title: A sample
category: protocol
severity: low
scope: target
asks: { tls.versions: wanted }
params:
  wanted: [TLSv1.3]
  days: 30
expect: tls.versions.exists(v, v.name in params.wanted && v.accepted)
message: '"no TLS 1.3"'
fix:
  default: turn it on
references:
  - { id: RFC8446, section: '1', url: 'https://example.org', says: it exists }
examples:
  - given: { tls: { versions: [{ name: TLSv1.3, accepted: true }] } }
    expect: pass
why: it matters
`;

/** The error that a person gets to read. */
export function failure(load: () => unknown): { message: string; hint: string; exitCode: number } {
  try {
    load();
  } catch (error) {
    if (error instanceof PgxError) return { message: error.message, hint: error.hint, exitCode: error.exitCode };
    throw error;
  }
  throw new Error('it was accepted');
}

/** The findings about endpoints alone. */
export const judgeEndpoints = (rules: RuleSet, endpoints: readonly JudgedEndpoint[]): Finding[] => judge(rules, { endpoints, objects: [] });

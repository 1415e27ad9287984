import * as v from 'valibot';
import { loadBuiltInRules } from '../../../src/commands/ruleset.ts';
import { isKnown, knownOf, type Facts } from '../../../src/model/fact.ts';
import type { CertificateGroup, ClientAuth, KeyExchange, Session, Tls } from '../../../src/model/facts.ts';
import type { Clients, Depth } from '../../../src/model/probe.ts';
import { groupName, suiteName } from '../../../src/model/registry.ts';
import { unpack, type Packed, type Row } from '../../../src/model/packed.ts';
import { createDial, directConnect } from '../../../src/net/index.ts';
import { planTargets } from '../../../src/plan.ts';
import { probes } from '../../../src/probes/index.ts';
import { nobody } from '../../support/asked.ts';
import { someEndpoint, someTarget } from '../../support/endpoint.ts';

/** What pgx-audit says of one port of this machine. */
export interface Seen {
  readonly facts: Facts;
  readonly tls: Tls;
  readonly keyExchange: KeyExchange | undefined;
  readonly certificate: CertificateGroup | undefined;
  readonly session: Session | undefined;
  readonly clientAuth: ClientAuth | undefined;
  readonly connections: number;
}

export interface Looking {
  readonly depth: Depth;
  readonly most: number;
  readonly clients?: Clients;
  readonly groups?: readonly string[]; // only the probes of these fact groups
  readonly path?: string;
}

const rules = await loadBuiltInRules();

/** All probes on one port, one after another, as a scan with the rules of the package does it. */
export async function look(port: number, { depth, most, clients = nobody, groups, path = '/metrics' }: Looking): Promise<Seen> {
  const target = someTarget({ address: { host: '127.0.0.1', port }, pod: null });
  const chosen = probes.filter(({ group }) => groups?.includes(group) ?? true);
  const plans = planTargets([someEndpoint({ port, path, scrapes: [], serverNames: [''], targets: [target] })], {
    depth,
    most,
    clients,
    surface: false,
    cost: false,
    probes: chosen,
    sets: rules.sets,
    decisive: rules.decisive,
  });
  const { asked } = plans[0] ?? fail('no plan');
  const { dial, connections } = createDial({
    connect: directConnect({ connectTimeoutMs: 2000 }),
    target,
    timeoutMs: 5000,
    most,
    scanDeadline: AbortSignal.timeout(120_000),
    userAgent: 'pgx-audit/test',
    now: () => performance.now(),
  });
  const facts = [];
  for (const probe of chosen) {
    const fact = await probe.observe(dial, asked);
    if (isKnown(fact)) v.parse(probe.shape, shownToRules(fact.known as object));
    facts.push(fact);
  }
  return {
    facts,
    tls: knownOf(facts, 'tls') ?? fail(`no TLS: ${JSON.stringify(facts)}`),
    keyExchange: knownOf(facts, 'key_exchange'),
    certificate: knownOf(facts, 'certificate'),
    session: knownOf(facts, 'session'),
    clientAuth: knownOf(facts, 'client_auth'),
    connections: connections(),
  };
}

function fail(message: string): never {
  throw new Error(message);
}

/** Packed lists as rows, which is how shapes are written. */
const shownToRules = (known: object): object => ({
  ...known,
  ...('suites' in known && Array.isArray(known.suites) && { suites: unpack(known.suites as Packed[], suiteName) }),
  ...('groups' in known && Array.isArray(known.groups) && { groups: unpack(known.groups as Packed[], groupName) }),
});

/** What could not be determined: a comparison of sets is worth nothing where there is any. */
export const undetermined = ({ tls, keyExchange }: Seen): string[] =>
  [...tls.versions, ...tls.suites, ...(keyExchange?.groups ?? [])].flatMap(({ accepted: yes }) =>
    typeof yes === 'boolean' ? [] : [yes.unknown],
  );

export const versionsOf = ({ tls }: Seen): string[] =>
  tls.versions
    .filter(({ accepted: yes }) => yes === true)
    .map(({ name }) => name)
    .sort();

const rowsOf = (packed: readonly Packed[], nameOf: (id: number) => string): Row[] =>
  unpack(packed, nameOf).filter((each) => each.accepted === true);

export const suitesOf = ({ tls }: Seen): string[] =>
  rowsOf(tls.suites, suiteName)
    .map(({ version, name }) => `${version} ${name}`)
    .sort();

/** Of TLS 1.3, or of the highest version below it. */
export const groupsOf = ({ keyExchange }: Seen, of: '1.3' | 'below'): string[] =>
  rowsOf(keyExchange?.groups ?? [], groupName)
    .filter(({ version }) => (version === 'TLSv1.3') === (of === '1.3'))
    .map(({ name }) => name)
    .sort();

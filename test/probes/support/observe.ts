import type { Dial } from '../../../src/model/attempt.ts';
import { knownOf, type Facts } from '../../../src/model/fact.ts';
import type { CertificateGroup, ClientAuth, Http, Tls, Transport } from '../../../src/model/facts.ts';
import type { Asked } from '../../../src/model/probe.ts';
import { unpack, type Row } from '../../../src/model/packed.ts';
import { cipherSuites, suiteName, type CipherSuite } from '../../../src/model/registry.ts';
import { probes } from '../../../src/probes/index.ts';
import { someAsked } from '../../support/asked.ts';
import { dialTo, type FakeServer } from './fake-server.ts';

const isBroken = (suite: CipherSuite): boolean =>
  suite.export || suite.bits < 128 || suite.auth === 'anon' || suite.enc.startsWith('RC4') || suite.mac === 'HMAC-MD5';

/** As much as the rules ask: everything broken, and everything without forward secrecy that a server with a certificate may speak. */
export const weakSuites: readonly string[] = cipherSuites
  .filter((suite) => suite.maxVersion !== 'TLSv1.3' && (isBroken(suite) || !suite.forwardSecrecy))
  .map(({ name }) => name);

export const asking = (given: Partial<Asked> = {}): Asked =>
  someAsked({
    sets: { 'tls.versions': ['SSLv2', 'SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'], 'tls.suites': weakSuites },
    ...given,
  });

/** `tls` with one row for every suite asked. */
type TlsRows = Omit<Tls, 'suites'> & { readonly suites: readonly Row[] };

export interface Seen {
  readonly facts: Facts;
  readonly transport: Transport | undefined;
  readonly tls: TlsRows | undefined;
  readonly certificate: CertificateGroup | undefined;
  readonly clientAuth: ClientAuth | undefined;
  readonly http: Http | undefined;
}

function tlsRows(facts: Facts): TlsRows | undefined {
  const tls = knownOf<Tls>(facts, 'tls');
  return tls && { ...tls, suites: unpack(tls.suites, suiteName) };
}

/** All probes, one after another, as a scan does it. */
export async function observeWith(dial: Dial, asked: Asked): Promise<Seen> {
  const facts = [];
  for (const probe of probes) facts.push(await probe.observe(dial, asked));
  return {
    facts,
    transport: knownOf(facts, 'transport'),
    tls: tlsRows(facts),
    certificate: knownOf(facts, 'certificate'),
    clientAuth: knownOf(facts, 'client_auth'),
    http: knownOf(facts, 'http'),
  };
}

export async function look(server: FakeServer, asked: Asked = asking()): Promise<Seen & { readonly made: readonly string[] }> {
  const { dial, made } = dialTo(server, asked.most);
  return { ...(await observeWith(dial, asked)), made };
}

/** The names of the versions, or suites, that were accepted. */
export const acceptedOf = (rows: readonly { readonly name: string; readonly accepted: unknown }[] = []): string[] =>
  rows.filter(({ accepted }) => accepted === true).map(({ name }) => name);

/** What was not determined of a group as a whole, or why it does not exist. */
export function whyNot(facts: Facts, group: string): string {
  const fact = facts.find((each) => each.group === group);
  if (!fact || 'known' in fact) return '';
  return 'absent' in fact ? `absent: ${fact.absent}` : `unknown: ${fact.unknown}`;
}

import { beforeAll, describe, expect, it } from 'vitest';
import type { Asked } from '../../src/model/probe.ts';
import { keyExchange } from '../../src/probes/key-exchange.ts';
import { createCa, issue, type Issued } from '../support/pki.ts';
import { askedByRules } from './support/asked-by-rules.ts';
import { dialTo, type FakeServer } from './support/fake-server.ts';
import { acceptedGroups, acceptedSuites, fullAt } from './support/full.ts';
import { asking, look, whyNot } from './support/observe.ts';

const modern13 = ['TLS_AES_128_GCM_SHA256'];
const ecdsa = ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'];
const rsa = ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_128_GCM_SHA256'];
const [x25519, p256, p384, p521, mlkem] = [29, 23, 24, 25, 0x11ec];

let asked: Asked;
let leaf: Issued;
beforeAll(async () => {
  asked = await askedByRules('full');
  leaf = await issue(await createCa({ name: 'root' }), { cn: 'pgx' });
});

describe('key exchange', () => {
  it('is looked at in full depth only', async () => {
    const { facts } = await look({ suites: { 0x0304: modern13 } }, asking());
    expect(whyNot(facts, 'key_exchange')).toBe('unknown: looked at with --depth full only');
  });
  it('there is none without TLS', async () => {
    const { dial } = dialTo({ helloAnswer: 'http', answersWithoutTls: {} });
    expect(whyNot([await keyExchange.observe(dial, asked)], 'key_exchange')).toBe('absent: the port does not speak TLS');
  });
  it('groups of TLS 1.3, post-quantum ones too, and of the highest version below', async () => {
    const suites = { 0x0304: modern13, 0x0303: rsa, 0x0302: ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'] };
    const { keyExchange: seen } = await fullAt({ suites, groups: [mlkem, x25519, p256, 0x100] }, asked);
    expect(acceptedGroups(seen, 'TLSv1.3')).toEqual([p256, x25519, 0x100, mlkem]);
    expect(acceptedGroups(seen, 'TLSv1.2')).toEqual([p256, x25519]);
    expect(seen.groups.some(({ version }) => version === 'TLSv1.1')).toBe(false);
    expect(seen.groups.find(({ id, version }) => id === p384 && version === 'TLSv1.3')).toMatchObject({
      name: 'secp384r1',
      accepted: false,
    });
  });
  it.each([true, false])("an ECDSA certificate that only clients with its curve can use: client's order %s", async (clientOrder) => {
    const server: FakeServer = {
      suites: { 0x0303: ecdsa },
      groups: clientOrder ? [x25519, p256, p384, p521] : [x25519, p384, p521, p256],
      clientOrder,
      certificateCurve: p256,
      certificates: [leaf.der],
    };
    const { tls, keyExchange: seen } = await fullAt(server, asked);
    expect(acceptedSuites(tls, 'TLSv1.2')).toEqual([...ecdsa].sort());
    expect(acceptedGroups(seen, 'TLSv1.2')).toEqual([p256, p384, p521, x25519]);
  });
  it('none is accepted where no suite uses one', async () => {
    const { keyExchange: seen } = await fullAt({ suites: { 0x0303: ['TLS_RSA_WITH_AES_128_GCM_SHA256'] } }, asked);
    expect(acceptedGroups(seen, 'TLSv1.2')).toEqual([]);
    expect(seen.groups.every(({ accepted }) => accepted === false)).toBe(true);
  });
  it('suites that go without a group do not hide those that need one', async () => {
    const suites = ['TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'];
    const { tls, keyExchange: seen } = await fullAt({ suites: { 0x0303: suites }, groups: [p521, x25519] }, asked);
    expect(acceptedSuites(tls, 'TLSv1.2')).toEqual([...suites].sort());
    expect(acceptedGroups(seen, 'TLSv1.2')).toEqual([p521, x25519]);
  });
  it('is unknown where the server stopped answering on the way', async () => {
    const gone = { spoke: 'nothing', serverHello: null, alert: null, failure: { kind: 'closed', text: 'connection closed' } } as const;
    const answers = Object.fromEntries(
      ['suites-303-2', 'suites-303-2-again', 'suites-303-2-again-2', 'groups-303-3', 'groups-303-3-again', 'still-there'].map((name) => [
        name,
        gone,
      ]),
    );
    const { keyExchange: seen } = await fullAt({ suites: { 0x0303: rsa.slice(0, 1) }, refuses: 'closed', answers }, asked);
    expect(acceptedGroups(seen, 'TLSv1.2')).toEqual([x25519]);
    expect(seen.groups.find(({ id }) => id === p384)?.accepted).toMatchObject({
      unknown: 'the server stopped answering what it had answered before: connection closed',
    });
  });
  it('primes of every suite, and what the server signs with', async () => {
    const suites = { 0x0303: ['TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384'] };
    const finiteField = { bits: 1024, prime: 'RFC 2409 group 2', sha256: '0'.repeat(64) };
    const { keyExchange: seen } = await fullAt({ suites, shows: { finiteField, signatureScheme: 0x0804, group: null } }, asked);
    expect(seen.finite_field).toEqual([
      { version: 'TLSv1.2', suite: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', bits: 1024, prime: 'RFC 2409 group 2' },
      { version: 'TLSv1.2', suite: 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', bits: 1024, prime: 'RFC 2409 group 2' },
    ]);
    expect(seen.signatures).toEqual([{ version: 'TLSv1.2', scheme: 'rsa_pss_rsae_sha256' }]);
  });
});

import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCa, issue, type Ca, type Issued } from '../support/pki.ts';
import type { FakeServer } from './support/fake-server.ts';
import { asking, look, whyNot } from './support/observe.ts';

const suites = { 0x0304: ['TLS_AES_128_GCM_SHA256'], 0x0303: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] };
const served = async (server: FakeServer, asked = asking()) =>
  (await look({ suites, refuses: 70, ...server }, asked)).certificate?.served ?? [];

let root: Ca;
let intermediate: Ca;
let leaf: Issued;
let other: Issued;
let namesake: Ca;
beforeAll(async () => {
  root = await createCa({ name: 'root' });
  intermediate = await createCa({ name: 'intermediate', issuer: root });
  leaf = await issue(intermediate, { cn: 'pgx', dns: ['pgx.db.svc'] });
  namesake = await createCa({ name: 'loop' });
  other = await issue(root, { cn: 'other', dns: ['other.db.svc'] });
});

describe('certificates', () => {
  it('leaf and chain as served', async () => {
    const [row, ...more] = await served({ certificates: [leaf.der, intermediate.der, root.der] });
    expect(row).toMatchObject({ serverName: '', leaf: { subject: 'CN=pgx', dnsNames: ['pgx.db.svc'] }, inOrder: true });
    expect(row?.chain.map(({ subject }) => subject)).toEqual(['CN=pgx', 'CN=intermediate', 'CN=root']);
    expect(row?.chainDer[0]).toBe(Buffer.from(leaf.der).toString('base64'));
    expect(more).toEqual([]);
  });
  it('a chain in the wrong order', async () =>
    expect(await served({ certificates: [leaf.der, root.der, intermediate.der] })).toMatchObject([{ inOrder: false }]));
  it('the way up, without the root', async () =>
    expect(await served({ certificates: [leaf.der, intermediate.der] })).toMatchObject([
      { inOrder: true, path: [0, 1], rootServed: false, issuerMissing: 'CN=root' },
    ]));
  it('the way up, with the root, in whatever order', async () => {
    expect(await served({ certificates: [leaf.der, intermediate.der, root.der] })).toMatchObject([
      { path: [0, 1, 2], rootServed: true, issuerMissing: '' },
    ]);
    expect(await served({ certificates: [leaf.der, root.der, other.der, intermediate.der] })).toMatchObject([
      { inOrder: false, path: [0, 3, 1], rootServed: true, issuerMissing: '' },
    ]);
  });
  it('an intermediate that is missing', async () => {
    expect(await served({ certificates: [leaf.der] })).toMatchObject([
      { inOrder: true, path: [0], rootServed: false, issuerMissing: 'CN=intermediate' },
    ]);
    expect(await served({ certificates: [leaf.der, root.der] })).toMatchObject([
      { inOrder: false, path: [0], rootServed: true, issuerMissing: 'CN=intermediate' },
    ]);
  });
  it('a self-signed leaf is its own issuer, and no root that was sent along', async () => {
    const own = await issue(null, { cn: 'own', dns: ['own.test'] });
    const row = { path: [0], rootServed: false, issuerMissing: '' };
    expect(await served({ certificates: [own.der] })).toMatchObject([row]);
    expect(await served({ certificates: [own.der, own.der] })).toMatchObject([row]);
  });
  it('an issuer of the same name whose signature it is not is none', async () => {
    const double = await createCa({ name: 'intermediate', issuer: root, key: 'rsa2048' });
    const rows = await served({ certificates: [leaf.der, double.der, root.der] });
    expect(rows).toMatchObject([{ inOrder: false, path: [0], issuerMissing: 'CN=intermediate' }]);
  });
  it('a certificate among them that cannot be read leaves open what it may be', async () => {
    const rows = await served({ certificates: [leaf.der, Buffer.from('not DER')] });
    const unknown = { unknown: expect.stringContaining('cannot be read') as string };
    expect(rows).toMatchObject([{ leaf: { subject: 'CN=pgx' }, path: [0], inOrder: unknown, rootServed: unknown }]);
  });
  it('thirty certificates of one name end in time', async () => {
    const namesakes = await Promise.all(Array.from({ length: 30 }, () => createCa({ name: 'loop', issuer: namesake })));
    const rows = await served({ certificates: namesakes.map(({ der }) => der) });
    expect(rows[0]?.path).toEqual([0]);
  });
  it('the same chain is read and held once, whoever serves it', async () => {
    const certificates = [leaf.der, intermediate.der];
    const [[one], [two]] = [await served({ certificates }), await served({ certificates: certificates.map((der) => Buffer.from(der)) })];
    expect(one?.leaf).toBe(two?.leaf);
    expect(one?.chainDer).toBe(two?.chainDer);
  });
  it('every distinct leaf: one for TLS 1.3, another for TLS 1.2', async () => {
    const answers = { tls12: { certificates: [other.der] } };
    const rows = await served({ certificates: [leaf.der], answers });
    expect(rows).toMatchObject([{ leaf: { subject: 'CN=pgx' } }, { leaf: { subject: 'CN=other' } }]);
  });
  it('the leaf of a suite that only a later hello was answered with', async () => {
    const answers = { 'suites-303-1': { certificates: [other.der] } };
    const weak = { 0x0304: suites[0x0304], 0x0303: [...suites[0x0303], 'TLS_RSA_WITH_AES_128_CBC_SHA'] };
    const rows = await served({ suites: weak, certificates: [leaf.der], answers });
    expect(rows).toMatchObject([{ leaf: { subject: 'CN=pgx' } }, { leaf: { subject: 'CN=other' } }]);
  });
  it('one row for every server name', async () => {
    const answers = { 'server-name other.db.svc': { certificates: [other.der] } };
    const rows = await served({ certificates: [leaf.der], answers }, asking({ serverNames: ['pgx.db.svc', 'other.db.svc'] }));
    expect(rows).toMatchObject([
      { serverName: 'pgx.db.svc', leaf: { subject: 'CN=pgx' } },
      { serverName: 'other.db.svc', leaf: { subject: 'CN=other' } },
    ]);
  });
  it('a server name that is refused is told', async () => {
    const asked = asking({ serverNames: ['pgx.db.svc', 'other.db.svc'] });
    const rows = await served({ certificates: [leaf.der], names: ['pgx.db.svc'] }, asked);
    expect(rows[1]).toMatchObject({ serverName: 'other.db.svc', leaf: { unknown: 'alert 112 unrecognized_name' } });
  });
  it('one that cannot be read is unknown, with the reason', async () => {
    const [row] = await served({ certificates: [Buffer.from('not DER')] });
    expect(row).toMatchObject({
      leaf: { unknown: expect.stringContaining('cannot be read') as string },
      inOrder: { cause: 'could-not-look' },
    });
  });
  it('both leaves of a server with two certificates that follows its own order', async () => {
    const two = ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'];
    const answers = { 'suites-303-1': { certificates: [other.der] } };
    const rows = await served({ suites: { 0x0304: suites[0x0304], 0x0303: two }, certificates: [leaf.der], answers });
    expect(rows).toMatchObject([{ leaf: { subject: 'CN=pgx' } }, { leaf: { subject: 'CN=other' } }]);
  });
  it('a server that accepts only anonymous suites has none', async () => {
    const { facts } = await look({ suites: { 0x0303: ['TLS_DH_anon_WITH_AES_128_CBC_SHA'] } });
    expect(whyNot(facts, 'certificate')).toMatch(/^absent: the server has no certificate/);
  });
  it('a server that only prefers an anonymous suite shows what it has', async () => {
    const both = { 0x0303: ['TLS_DH_anon_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA'] };
    const rows = await served({ suites: both, certificates: [leaf.der], answers: { first: { certificates: [] } } });
    expect(rows).toMatchObject([{ leaf: { subject: 'CN=pgx' } }]);
  });
  it('a server that has but bad suites beside the anonymous one it prefers shows its certificate', async () => {
    for (const bad of ['TLS_RSA_WITH_NULL_SHA256', 'TLS_RSA_EXPORT_WITH_DES40_CBC_SHA', 'TLS_RSA_PSK_WITH_NULL_SHA384']) {
      const none = { certificates: [] };
      const both = { 0x0303: ['TLS_DH_anon_WITH_AES_128_CBC_SHA', bad] };
      const rows = await served({ suites: both, certificates: [leaf.der], answers: { first: none, handshake12: none } });
      expect(rows).toMatchObject([{ leaf: { subject: 'CN=pgx' } }]);
    }
  });
});

describe('the order in which a chain is served', () => {
  it('makes no difference to the way up', async () => {
    const others = [intermediate, root, other, namesake];
    const orders = fc.shuffledSubarray(others, { minLength: others.length, maxLength: others.length });
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const [row] = await served({ certificates: [leaf.der, ...order.map(({ der }) => der)] });
        expect(row?.path.map((index) => row.chain[index]?.subject)).toEqual(['CN=pgx', 'CN=intermediate', 'CN=root']);
        expect(row).toMatchObject({ inOrder: false, rootServed: true, issuerMissing: '' });
      }),
      { numRuns: 30 },
    );
  });
});

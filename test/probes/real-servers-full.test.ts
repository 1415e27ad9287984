import { beforeAll, describe, expect, it } from 'vitest';
import type { Asked } from '../../src/model/probe.ts';
import { createDial } from '../../src/net/index.ts';
import { dialOptions } from '../net/support.ts';
import { createCa, issue, type Issued } from '../support/pki.ts';
import { askedByRules } from './support/asked-by-rules.ts';
import { acceptedGroups, acceptedSuites, observeCore, observeInFull } from './support/full.ts';
import { hasExporter, nodeExporter } from './support/node-exporter.ts';
import { hasOpenssl, opensslServers } from './support/openssl-server.ts';

let asked: Asked;
let rsa: Issued;
let ec: Issued;
beforeAll(async () => {
  asked = await askedByRules('full');
  const ca = await createCa({ name: 'root' });
  rsa = await issue(ca, { cn: 'pgx', dns: ['pgx.db.svc'], key: 'rsa2048' });
  ec = await issue(ca, { cn: 'pgx', dns: ['pgx.db.svc'] });
});

/** The core of full depth, and how many connections it took. */
async function seenAt(port: number) {
  const { dial, connections } = createDial({ ...dialOptions(port, 5000), most: asked.most });
  return { ...(await observeInFull(dial, asked)), connections: connections() };
}

const [p256, p384, p521, brainpool256, x25519, x448] = [23, 24, 25, 26, 29, 30];
const ffdhe = [0x100, 0x101, 0x102, 0x103, 0x104];

describe.runIf(hasOpenssl)('OpenSSL', () => {
  const start = opensslServers(() => ({ 'rsa.pem': rsa.chainPem + rsa.keyPem, 'ec.pem': ec.chainPem + ec.keyPem }));

  it('suites and curves as they are configured', async () => {
    const ciphers = 'ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:AES128-SHA';
    const port = await start('-cert', 'rsa.pem', '-cipher', ciphers, '-curves', 'X25519:P-384:brainpoolP256r1', '-no_tls1_3');
    const { tls, keyExchange } = await seenAt(port);
    expect(acceptedSuites(tls, 'TLSv1.2')).toEqual([
      'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384',
      'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_RSA_WITH_AES_128_CBC_SHA',
    ]);
    expect(acceptedGroups(keyExchange, 'TLSv1.2')).toEqual([p384, brainpool256, x25519]);
    expect(keyExchange.finite_field).toMatchObject([{ suite: 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', bits: 2048 }]);
    expect(tls.versions.filter(({ accepted }) => accepted !== false).map(({ name }) => name)).toEqual(['TLSv1.2']);
  });
  it('finite-field groups of TLS 1.3', async () => {
    const { tls, keyExchange } = await seenAt(await start('-cert', 'rsa.pem', '-tls1_3', '-ciphersuites', 'TLS_AES_256_GCM_SHA384'));
    expect(acceptedSuites(tls, 'TLSv1.3')).toEqual(['TLS_AES_256_GCM_SHA384']);
    expect(acceptedGroups(keyExchange, 'TLSv1.3')).toEqual([p256, p384, p521, x25519, x448, ...ffdhe]);
    expect(keyExchange.signatures).toEqual([{ version: 'TLSv1.3', scheme: 'rsa_pss_rsae_sha256' }]);
  });
  it('TLS 1.0 alone', async () => {
    const { tls, keyExchange } = await seenAt(await start('-cert', 'rsa.pem', '-tls1', '-cipher', 'kRSA+AES:ECDHE+AES:@SECLEVEL=0'));
    expect(acceptedSuites(tls, 'TLSv1.0')).toEqual([
      'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
      'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
      'TLS_RSA_WITH_AES_128_CBC_SHA',
      'TLS_RSA_WITH_AES_256_CBC_SHA',
    ]);
    expect(acceptedGroups(keyExchange, 'TLSv1.0')).toEqual([p256, p384, p521, x25519, x448]);
  });
  it('an ECDSA certificate, which only clients with its curve can use', async () => {
    const { tls, keyExchange } = await seenAt(await start('-cert', 'ec.pem', '-no_tls1_3'));
    expect(acceptedSuites(tls, 'TLSv1.2')).toHaveLength(7);
    expect(acceptedGroups(keyExchange, 'TLSv1.2')).toEqual([p256, p384, p521, x25519, x448]);
    expect(tls.preference).toEqual([{ version: 'TLSv1.2', by: 'client' }]);
  });
  it('suites that encrypt nothing, or authenticate nobody', async () => {
    const { tls } = await seenAt(await start('-cert', 'rsa.pem', '-tls1_2', '-cipher', 'NULL-SHA256:AECDH-AES128-SHA:@SECLEVEL=0'));
    expect(acceptedSuites(tls, 'TLSv1.2')).toEqual(['TLS_ECDH_anon_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_NULL_SHA256']);
  });
});

describe.runIf(hasExporter)("Debian's node_exporter (Go 1.19), as it comes", () => {
  const port = nodeExporter('{ cert_file: tls.crt, key_file: tls.key }', () => ({ 'tls.crt': rsa.chainPem, 'tls.key': rsa.keyPem }));

  it('in at most 28 connections', async () => {
    const { tls, keyExchange, connections } = await seenAt(port());
    expect(acceptedSuites(tls, 'TLSv1.3')).toHaveLength(3);
    expect(acceptedSuites(tls, 'TLSv1.2')).toHaveLength(11);
    for (const version of ['TLSv1.3', 'TLSv1.2']) expect(acceptedGroups(keyExchange, version)).toEqual([p256, p384, p521, x25519]);
    expect(connections).toBeLessThanOrEqual(28);
  });
  it('decides in at most 8', async () => {
    const decision = await askedByRules('decision');
    const { dial, connections } = createDial({ ...dialOptions(port(), 5000), most: decision.most });
    await observeCore(dial, decision);
    expect(connections()).toBeLessThanOrEqual(8);
  });
});

import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { TlsOptions } from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { Answer, Attempt, KeyPair } from '../../src/model/attempt.ts';
import { createThrowaway } from '../../src/net/index.ts';
import { createCa, issue, type Issued, type LeafOptions } from '../support/pki.ts';
import { ask, ca, handshake12, handshake13, tlsServer } from './support.ts';

const clients = await createCa({ name: 'client root' });
const throwaway = createThrowaway(new Date());

const pairOf = ({ chainPem, keyPem }: Issued): KeyPair => ({ certificate: chainPem, key: () => keyPem });
const pairFor = async (key: NonNullable<LeafOptions['key']>): Promise<KeyPair> =>
  pairOf(await issue(clients, { cn: 'prometheus', eku: ['clientAuth'], key }));
const own = await pairFor('ec');

const attempts = [handshake13, handshake12] as const;
const versions = { tls13: 'TLSv1.3', tls12: 'TLSv1.2' } as const;
const presenting = (attempt: (typeof attempts)[number], client: KeyPair): Attempt => ({ ...attempt, client });
const verifying = { requestCert: true, rejectUnauthorized: true, ca: [clients.certPem] };

async function at(attempt: (typeof attempts)[number], client: KeyPair, options: TlsOptions = {}): Promise<Answer> {
  const port = await tlsServer({ ...verifying, maxVersion: versions[attempt.name], ...options });
  return ask(port, presenting(attempt, client));
}

describe.each(attempts)('a client certificate: $name', (attempt) => {
  it.each(['ec', 'p384', 'rsa2048', 'ed25519'] as const)('with a key of the kind %s is accepted', async (key) => {
    const answer = await at(attempt, await pairFor(key));
    expect(answer).toMatchObject({ handshakeComplete: true, alert: null, failure: null, http: { status: 200 } });
    expect(answer.certificateRequest).toMatchObject({ authorities: 1, names: ['CN=client root'] });
    expect(answer.certificateRequest?.signatureSchemes).toContain(0x0403);
  });

  it('that the server did not issue is refused in time, every time', async () => {
    const answers = [];
    for (let round = 0; round < 20; round += 1) answers.push(await at(attempt, throwaway));
    const when = attempt.name === 'tls13' ? 'after-handshake' : 'handshake';
    for (const { http, alert, failure } of answers) {
      expect(http).toBeNull();
      // Node's server closes the connection itself when its own check fails, with no alert.
      expect(alert?.when ?? failure?.kind).toMatch(new RegExp(`${when}|closed|reset`));
    }
  });

  it('that anybody could make is accepted where nobody looks', async () => {
    expect(await at(attempt, throwaway, { rejectUnauthorized: false })).toMatchObject({ http: { status: 200 }, failure: null });
  });

  it('is kept back where nobody asks for it', async () => {
    const answer = await at(attempt, own, { requestCert: false, ca: [] });
    expect(answer).toMatchObject({ certificateRequest: null, http: { status: 200 }, failure: null });
  });

  it('whose key makes no signature that the server takes is not presented', async () => {
    const rsaOnly = await at(attempt, own, { ...(await rsaServer()), sigalgs: 'RSA-PSS+SHA256:RSA+SHA256' });
    expect(rsaOnly.failure).toEqual({
      kind: 'unsupported',
      text: "the server takes no signature of the client certificate's key (EC prime256v1)",
    });
    expect(rsaOnly).toMatchObject({ flightComplete: true, http: null });
  });

  it('and key that are no pair are not presented', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const secured = { type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' } as const;
    const pairs: readonly (readonly [KeyPair, string])[] = [
      [{ ...own, key: () => other }, 'the client certificate and its key do not belong together'],
      [{ ...own, key: () => 'hunter2' }, 'the client certificate or its key cannot be used'],
      [{ ...own, key: () => createPrivateKey(own.key()).export(secured).toString() }, 'the client certificate or its key cannot be used'],
      [{ ...own, certificate: 'none' }, 'the client certificate or its key cannot be used'],
    ];
    for (const [pair, text] of pairs) {
      const answer = await at(attempt, pair);
      expect(answer.failure).toEqual({ kind: 'unsupported', text });
      expect(answer.bytesWritten).toBe(0);
      expect(JSON.stringify(answer)).not.toMatch(/hunter2|PRIVATE|BEGIN/);
    }
  });
});

async function rsaServer(): Promise<TlsOptions> {
  const { keyPem, chainPem } = await issue(ca, { cn: 'exporter', key: 'rsa2048' });
  return { key: keyPem, cert: chainPem };
}

it('a chain that fills several records is presented whole', async () => {
  const dns = Array.from({ length: 900 }, (_, index) => `scraper-${index}.monitoring-in-a-long-namespace.svc`);
  const long = pairOf(await issue(clients, { cn: 'prometheus', eku: ['clientAuth'], dns }));
  expect(long.certificate.length).toBeGreaterThan(50_000);
  expect(await at(handshake13, long)).toMatchObject({ http: { status: 200 }, failure: null });
});

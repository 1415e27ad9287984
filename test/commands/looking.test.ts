import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkFlags } from '../../src/commands/check-flags.ts';
import { readLooking } from '../../src/commands/looking.ts';
import type { ScanFlags } from '../../src/commands/scan-flags.ts';
import { createCa, issue, type Issued } from '../support/pki.ts';

let folder = '';
let client: Issued;
let chainPem = '';
const now = Date.UTC(2026, 10, 23);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pgx-audit-looking-'));
  const root = await createCa({ name: 'clients' });
  const intermediate = await createCa({ name: 'clients 1', issuer: root });
  client = await issue(intermediate, { cn: 'prometheus', eku: ['clientAuth'] });
  ({ chainPem } = client);
  const other = await issue(root, { cn: 'other', eku: ['clientAuth'] });
  const encrypted = createPrivateKey(client.keyPem).export({ format: 'pem', type: 'pkcs8', cipher: 'aes-128-cbc', passphrase: 'secret' });
  const files = {
    'client.pem': client.chainPem,
    'client.key': client.keyPem,
    'both.pem': `${client.keyPem}${client.chainPem}`,
    'other.pem': other.certPem,
    'other.key': other.keyPem,
    'encrypted.key': encrypted,
    'client.der': client.der,
    'garbage.key': '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n',
    'garbage.pem': '-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----\n',
    'empty.pem': '',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
});
afterAll(async () => rm(folder, { recursive: true }));

const file = (name: string): string => join(folder, name);
const flags = (given: Partial<ScanFlags>): ScanFlags => ({ depth: 'decision', namespace: [], target: [], ...given }) as ScanFlags;
const read = (given: Partial<ScanFlags> = {}) => readLooking(flags(given), now);
const clientFlags = (cert: string, key: string): Partial<ScanFlags> => ({ clientCert: file(cert), clientKey: file(key) });

describe('what is looked at', () => {
  it('is what decides, unless told otherwise', async () =>
    expect(await read()).toMatchObject({ depth: 'decision', most: 12, surface: false, cost: false, clients: { own: null, wrong: null } }));
  it('of what is asked for beyond, the connections come on top', async () => {
    expect(await read({ measureCost: true, httpSurface: true })).toMatchObject({ most: 25, surface: true, cost: true });
    expect(await read({ depth: 'full' })).toMatchObject({ most: 200 });
    expect(await read(clientFlags('client.pem', 'client.key'))).toMatchObject({ most: 14 });
  });
  it('keeps to the bound that the user gives', async () =>
    expect(await read({ measureCost: true, maxConnectionsPerEndpoint: 7 })).toMatchObject({ most: 7 }));
  it('has a certificate that nobody issued but itself, valid now', async () => {
    const { throwaway } = (await read()).clients;
    const certificate = new X509Certificate(throwaway?.certificate ?? '');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(throwaway?.key() ?? ''))).toBe(true);
    expect(Date.parse(certificate.validFrom)).toBeLessThan(now);
    expect(Date.parse(certificate.validTo)).toBeGreaterThan(now);
  });
});

describe('--client-cert and --client-key', () => {
  it('are read, with the chain', async () => {
    const { own } = (await read(clientFlags('client.pem', 'client.key'))).clients;
    expect(own?.certificate.trim()).toBe(chainPem.replaceAll('\n\n', '\n').trim());
    expect(createPrivateKey(own?.key() ?? '').equals(createPrivateKey(client.keyPem))).toBe(true);
  });
  it('may be one file, of which the key stands in neither the certificate nor what is printed', async () => {
    const { own } = (await read(clientFlags('both.pem', 'both.pem'))).clients;
    expect(own?.certificate).not.toContain('PRIVATE');
    expect(JSON.stringify(own)).not.toContain('PRIVATE');
  });
  it('and the certificate that should be refused', async () => {
    const both = { ...clientFlags('client.pem', 'client.key'), wrongClientCert: file('other.pem'), wrongClientKey: file('other.key') };
    expect((await read(both)).clients.wrong?.certificate).toContain('BEGIN CERTIFICATE');
    const same = { ...clientFlags('client.pem', 'client.key'), wrongClientCert: file('both.pem'), wrongClientKey: file('both.pem') };
    await expect(read(same)).rejects.toMatchObject({ exitCode: 2, message: '--wrong-client-cert: it is the certificate of --client-cert' });
  });

  it.each([
    ['missing.pem', 'client.key', '--client-cert: cannot read', 'name a file that can be read'],
    ['client.pem', 'missing.key', '--client-key: cannot read', 'name a file that can be read'],
    ['client.der', 'client.key', 'client.der holds no certificate in PEM', 'openssl x509 -inform DER'],
    ['client.key', 'client.key', 'client.key holds no certificate in PEM', '-----BEGIN CERTIFICATE-----'],
    ['empty.pem', 'client.key', 'empty.pem holds no certificate in PEM', '-----BEGIN CERTIFICATE-----'],
    ['garbage.pem', 'client.key', 'garbage.pem holds no certificate in PEM', '-----BEGIN CERTIFICATE-----'],
    ['client.pem', 'client.pem', 'client.pem holds no private key in PEM', '-----BEGIN PRIVATE KEY-----'],
    ['client.pem', 'garbage.key', 'garbage.key holds no private key in PEM', '-----BEGIN PRIVATE KEY-----'],
    ['client.pem', 'encrypted.key', 'encrypted.key is encrypted', 'openssl pkey -in FILE'],
    ['client.pem', 'other.key', 'other.key is not the key of the first certificate in', 'intermediates after it'],
  ])('%s with %s is a mistake, which is told without a word of the key', async (cert, key, message, hint) => {
    const error: unknown = await read(clientFlags(cert, key)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message) as string,
      hint: expect.stringContaining(hint) as string,
    });
    expect(String(error)).not.toMatch(/c2VjcmV0|secret|\n/);
    for (const line of client.keyPem.split('\n').slice(1, -2)) expect(String(error)).not.toContain(line);
  });

  it.each([
    [{ clientKey: 'k' }, '--client-key needs --client-cert'],
    [{ clientCert: 'c' }, '--client-cert needs --client-key'],
    [{ wrongClientKey: 'k' }, '--wrong-client-key needs --wrong-client-cert'],
    [{ wrongClientCert: 'c' }, '--wrong-client-cert needs --wrong-client-key'],
  ])('%j alone is a mistake', (given, message) => {
    const all = flags({ ...given, allowCidr: [], prometheusUrl: [], prometheusTargets: [], output: [] });
    expect(() => checkFlags(all)).toThrow(message);
  });
});

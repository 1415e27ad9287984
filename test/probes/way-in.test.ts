import { beforeAll, describe, expect, it } from 'vitest';
import type { KeyPair } from '../../src/model/attempt.ts';
import { isUnknown, knownOf, type Facts } from '../../src/model/fact.ts';
import type { ClientAuth, Cost, Session, Surface } from '../../src/model/facts.ts';
import { createDial } from '../../src/net/index.ts';
import { probes } from '../../src/probes/index.ts';
import { dialOptions } from '../net/support.ts';
import { nobody } from '../support/asked.ts';
import { createCa, issue, type Issued } from '../support/pki.ts';
import { hasExporter, nodeExporter } from './support/node-exporter.ts';
import { asking, whyNot } from './support/observe.ts';
import { hasOpenssl, opensslServers } from './support/openssl-server.ts';

const pairOf = ({ chainPem, keyPem }: Issued): KeyPair => ({ certificate: chainPem, key: () => keyPem });

let caPem = '';
let leaf: Issued;
let client: KeyPair;
let stranger: KeyPair;
beforeAll(async () => {
  const ca = await createCa({ name: 'root' });
  caPem = ca.certPem;
  leaf = await issue(ca, { cn: 'pgx', dns: ['pgx.test'] });
  client = pairOf(await issue(ca, { cn: 'prometheus', eku: ['clientAuth'] }));
  stranger = pairOf(await issue(await createCa({ name: 'elsewhere' }), { cn: 'prometheus', eku: ['clientAuth'] }));
});

/** What all probes see, as they run one after another, and how many connections of how many that were announced it took. */
async function seenAt(port: number, own: KeyPair | null, depth: 'decision' | 'full' = 'decision') {
  const asked = asking({ depth, most: 200, surface: true, cost: { intervalSeconds: 30 }, clients: { ...nobody, own } });
  const { dial, connections } = createDial({ ...dialOptions(port), most: asked.most });
  const facts = [];
  for (const probe of probes) facts.push(await probe.observe(dial, asked));
  return { facts: facts as Facts, connections: connections() };
}

describe.runIf(hasExporter)("Debian's node_exporter, that requires a certificate and verifies it", () => {
  const config = '{ cert_file: tls.crt, key_file: tls.key, client_auth_type: RequireAndVerifyClientCert, client_ca_file: ca.crt }';
  const port = nodeExporter(config, () => ({ 'tls.crt': leaf.chainPem, 'tls.key': leaf.keyPem, 'ca.crt': caPem }));

  it("is asked for its versions and paths, and measured, with the user's certificate", async () => {
    const { facts } = await seenAt(port(), client, 'full');
    const surface = knownOf<Surface>(facts, 'surface');
    expect(surface).toMatchObject({
      exporter: 'node_exporter',
      go_version: expect.stringMatching(/^go1\./) as string,
      with_client_certificate: true,
    });
    expect(surface?.paths[0]).toMatchObject({ path: '/debug/pprof/', status: 200, open: true });
    const cost = knownOf<Cost>(facts, 'cost');
    expect(Object.entries(cost ?? {}).filter(([, value]) => isUnknown(value))).toEqual([]);
    expect(cost).toMatchObject({ with_client_certificate: true, resumed_ms: expect.any(Number) as number });
    expect(knownOf<Session>(facts, 'session')).toMatchObject({
      session_tickets: true,
      ticket_lifetime: expect.any(Number) as number,
      early_data: 0,
    });
    expect(JSON.stringify(facts)).not.toMatch(/PRIVATE KEY/);
  });
  it('says what would help where there is none', async () => {
    const { facts } = await seenAt(port(), null);
    for (const group of ['surface', 'cost'])
      expect(whyNot(facts, group)).toMatch(/^unknown: refused .*alert \d+ \w+ \(--client-cert shows one\)$/);
    expect(JSON.stringify(knownOf(facts, 'http'))).not.toContain('--client-cert'); // what it asks is asked without, in any case
  });
  it('says of one that it does not take how that was refused', async () => {
    const { facts } = await seenAt(port(), stranger);
    expect(whyNot(facts, 'cost')).toMatch(/without a client certificate: alert \d+ \w+; with that of --client-cert: alert \d+ \w+$/);
  });
  it('costs what is announced, and no more than that', async () => {
    const without = await seenAt(port(), null);
    const { connections, facts } = await seenAt(port(), client);
    expect(connections - without.connections).toBe(1 + 3 + 10); // the certificate once, three paths, ten measurements
    expect(knownOf<ClientAuth>(facts, 'client_auth')?.presented).toMatchObject([{ certificate: 'client', accepted: true, status: 200 }]);
  });
});

describe.runIf(hasOpenssl)("OpenSSL's server, that requires a certificate", () => {
  const start = opensslServers(() => ({ 'leaf.pem': leaf.certPem + leaf.keyPem, 'ca.pem': caPem }));

  it.each(['-tls1_3', '-tls1_2'])('%s', async (version) => {
    const port = await start('-cert', 'leaf.pem', '-CAfile', 'ca.pem', '-Verify', '1', '-verify_return_error', version);
    const { facts } = await seenAt(port, client);
    expect(knownOf<Surface>(facts, 'surface')).toMatchObject({ with_client_certificate: true, paths: [{ status: 200 }, {}, {}, {}] });
    expect(knownOf<Cost>(facts, 'cost')).toMatchObject({ handshake_ms: expect.any(Number) as number, with_client_certificate: true });
  });
});

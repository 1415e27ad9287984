import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ServerNames } from '../../src/model/facts.ts';
import { serverNames } from '../../src/probes/server-names.ts';
import { dialOptions } from '../net/support.ts';
import { createDial } from '../../src/net/index.ts';
import { createCa, issue, type Issued } from '../support/pki.ts';
import { dialTo, type FakeServer } from './support/fake-server.ts';
import { asking, look, whyNot } from './support/observe.ts';
import { hasOpenssl, opensslServers } from './support/openssl-server.ts';
import type { Dial } from '../../src/model/attempt.ts';

const full = (names: readonly string[] = ['']) => asking({ depth: 'full', most: 128, serverNames: names });
const nobody = 'no-such-server.invalid';
const suites = { 0x0304: ['TLS_AES_128_GCM_SHA256'], 0x0303: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] };

async function rowsOf(dial: Dial, names?: readonly string[]): Promise<ServerNames['rows']> {
  const fact = await serverNames.observe(dial, full(names));
  if (!('known' in fact)) throw new Error(whyNot([fact], 'server_names'));
  return fact.known.rows;
}
const ofFake = (server: FakeServer, names?: readonly string[]) => rowsOf(dialTo({ suites, refuses: 70, ...server }, 128).dial, names);
const short = (rows: ServerNames['rows']) => rows.map(({ name, kind, answer, how }) => ({ name, kind, answer, how }));

let leaf: Issued;
let other: Issued;
beforeAll(async () => {
  const ca = await createCa({ name: 'root' });
  leaf = await issue(ca, { cn: 'pgx', dns: ['pgx.test'] });
  other = await issue(ca, { cn: 'default', dns: ['default.test'] });
});

describe('what a server makes of SNI', () => {
  it('is looked at in full only', async () => {
    expect(whyNot((await look({ suites })).facts, 'server_names')).toBe('unknown: looked at with --depth full only');
  });
  it('nothing: the same certificate under every name', async () => {
    expect(short(await ofFake({ certificates: [leaf.der] }, ['pgx.test']))).toEqual([
      { name: 'pgx.test', kind: 'configured', answer: 'same', how: '' },
      { name: '', kind: 'none', answer: 'same', how: '' },
      { name: nobody, kind: 'unknown', answer: 'same', how: '' },
    ]);
  });
  it('another certificate for who sends none', async () => {
    const answers = { 'server-name ': { certificates: [other.der] } };
    const rows = await ofFake({ certificates: [leaf.der], answers }, ['pgx.test']);
    expect(rows.map(({ answer }) => answer)).toEqual(['same', 'other', 'same']);
    expect(new Set(rows.map(({ sha256 }) => sha256)).size).toBe(2);
  });
  it('a refusal, with its alert', async () => {
    const rows = await ofFake({ certificates: [leaf.der], names: ['pgx.test', ''] }, ['pgx.test']);
    expect(rows[2]).toEqual({ name: nobody, kind: 'unknown', answer: 'refused', how: 'alert 112 unrecognized_name', sha256: '' });
  });
  it('a refusal of the configured name, where the server answers without one', async () => {
    const rows = await ofFake({ certificates: [leaf.der], names: [''] }, ['pgx.test']);
    expect(short(rows)).toEqual([
      { name: 'pgx.test', kind: 'configured', answer: 'refused', how: 'alert 112 unrecognized_name' },
      { name: '', kind: 'none', answer: 'same', how: '' },
      { name: nobody, kind: 'unknown', answer: 'refused', how: 'alert 112 unrecognized_name' },
    ]);
  });
  it('a closed connection is a refusal where it happens twice', async () => {
    const gone = {
      serverHello: null,
      certificates: [],
      spoke: 'nothing',
      failure: { kind: 'closed', text: 'connection closed without an answer' },
    } as const;
    const lost = { [`server-name ${nobody}`]: gone };
    expect((await ofFake({ certificates: [leaf.der], answers: lost })).at(-1)).toMatchObject({ answer: 'same' });
    const twice = { ...lost, [`server-name ${nobody}-again`]: gone };
    const [, row] = await ofFake({ certificates: [leaf.der], answers: twice });
    expect(row).toMatchObject({ answer: 'refused', how: 'connection closed without an answer' });
  });
  it('silence is no answer', async () => {
    const silent = { serverHello: null, certificates: [], failure: { kind: 'timeout', text: 'no answer within 5 s' } } as const;
    const [, row] = await ofFake({ certificates: [leaf.der], answers: { [`server-name ${nobody}`]: silent } });
    expect(row?.answer).toEqual({ unknown: 'no answer within 5 s', cause: 'could-not-look', code: 'timed-out' });
  });
  it('two certificates under the first name are both its own', async () => {
    const answers = { tls12: { certificates: [other.der] }, 'server-name ': { certificates: [other.der] } };
    expect((await ofFake({ certificates: [leaf.der], answers }, ['pgx.test']))[1]).toMatchObject({ answer: 'same' });
  });
  it('costs two connections, one where no name is configured', async () => {
    for (const [names, cost] of [
      [['pgx.test'], ['server-name ', `server-name ${nobody}`]],
      [[''], [`server-name ${nobody}`]],
    ] as const) {
      const { dial, made } = dialTo({ suites, refuses: 70, certificates: [leaf.der] }, 128);
      await rowsOf(dial, names);
      expect(made.filter((name) => name.startsWith('server-name'))).toEqual(cost);
    }
  });
  it('what only such a name shows is among the certificates', async () => {
    const answers = { 'server-name ': { certificates: [other.der] } };
    const { certificate } = await look({ suites, refuses: 70, certificates: [leaf.der], answers }, full(['pgx.test']));
    expect(certificate?.served).toMatchObject([
      { serverName: 'pgx.test', leaf: { subject: 'CN=pgx' } },
      { serverName: '', leaf: { subject: 'CN=default' } },
    ]);
  });
});

const dialAt = (port: number): Dial => createDial({ ...dialOptions(port), most: 128 }).dial;
const pem = ({ certPem, keyPem }: Issued): string => certPem + keyPem;

describe('server names of real servers', () => {
  const stop: (() => unknown)[] = [];
  afterEach(() => {
    for (const each of stop.splice(0)) each();
  });

  it("Node's, with a certificate by name", async () => {
    const named = createSecureContext({ cert: leaf.chainPem, key: leaf.keyPem });
    const server = createHttpsServer(
      {
        cert: other.chainPem,
        key: other.keyPem,
        SNICallback: (name, give) => {
          if (name === nobody) give(new Error('nobody'));
          else give(null, named);
        },
      },
      (_request, response) => {
        response.end('up 1\n');
      },
    );
    stop.push(() => server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const rows = await rowsOf(dialAt((server.address() as AddressInfo).port), ['pgx.test']);
    expect(rows).toMatchObject([{ answer: 'same' }, { name: '', answer: 'other' }, { name: nobody, answer: 'refused' }]);
  });

  const startOpenssl = opensslServers(() => ({ 'leaf.pem': pem(leaf), 'other.pem': pem(other) }));
  const certificates = ['-cert', 'other.pem', '-key', 'other.pem', '-cert2', 'leaf.pem', '-key2', 'leaf.pem'];

  it.runIf(hasOpenssl)("OpenSSL's, that refuses names it does not know", async () => {
    const port = await startOpenssl(...certificates, '-servername', 'pgx.test', '-servername_fatal');
    expect(short(await rowsOf(dialAt(port), ['pgx.test']))).toEqual([
      { name: 'pgx.test', kind: 'configured', answer: 'same', how: '' },
      { name: '', kind: 'none', answer: 'other', how: '' },
      { name: nobody, kind: 'unknown', answer: 'refused', how: 'alert 112 unrecognized_name' },
    ]);
  });
});

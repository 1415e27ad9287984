import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { KeyPair } from '../../src/model/attempt.ts';
import { loadBuiltInRules } from '../../src/commands/ruleset.ts';
import { isKnown } from '../../src/model/fact.ts';
import type { ClientAuth, ClientAuthMode } from '../../src/model/facts.ts';
import type { Clients, Depth } from '../../src/model/probe.ts';
import { createDial, createThrowaway, directConnect } from '../../src/net/index.ts';
import { clientAuth } from '../../src/probes/client-auth.ts';
import { someAsked } from '../support/asked.ts';
import { someTarget } from '../support/endpoint.ts';
import { gnutlsServers, goServers, jsseServers, nginxServers, nodeServers, opensslServers, stunnelServers } from './servers/index.ts';
import { quick } from './support/installed.ts';
import type { Pair } from './support/pki-files.ts';
import { startServer, type RunningServer, type ServerSpec } from './support/server.ts';

/**
 * Client authentication, as it is configured and as it is seen: with alerts that a reset may swallow, tickets that come before them, and
 * refusals that look like a success. The same verdict is wanted every time.
 */

const times = 20;

/** The runtime that runs this, whose server closes without a word on a certificate that it does not want. */
const ownNode = (name: string, mode: ClientAuthMode, options: (pki: ReturnType<typeof inject<'pki'>>) => object): ServerSpec => ({
  name: `Node of this machine: ${name}`,
  clientAuth: mode,
  command: ({ port, pki }) => {
    const source = fileURLToPath(new URL('servers/metrics-server.cjs', import.meta.url));
    return { argv: [process.execPath, source, String(port), JSON.stringify({ ...pki.rsa, ...options(pki) })] };
  },
});
const demanding = (pki: ReturnType<typeof inject<'pki'>>) => ({ ca: pki.ca, requestCert: true, rejectUnauthorized: true });

const only13 = { minVersion: 'TLSv1.3' };
const only12 = { maxVersion: 'TLSv1.2' };

const more: readonly ServerSpec[] = [
  ownNode('a client certificate of a CA', 'required', demanding),
  ownNode('a client certificate of a CA, TLS 1.2 only', 'required', (pki) => ({ ...demanding(pki), ...only12 })),
  ownNode('a client certificate requested, TLS 1.3 only', 'requested', () => ({ requestCert: true, rejectUnauthorized: false, ...only13 })),
];

const servers = [goServers, opensslServers, gnutlsServers, nginxServers, stunnelServers, jsseServers, nodeServers];
const all: readonly ServerSpec[] = [
  ...servers.flatMap((each) => [
    ...each.filter((spec) => spec.clientAuth !== undefined),
    ...each.filter((spec) => spec.clientAuth === undefined && spec.name.includes('default')).slice(-1), // requests none
  ]),
  ...more,
];
const chosen = quick ? all.filter((spec) => spec.clientAuth === 'any' || spec.clientAuth === 'required') : all;

const pairOf = ({ cert, key }: Pair): KeyPair => ({ certificate: readFileSync(cert, 'utf8'), key: () => readFileSync(key, 'utf8') });
const { sets, decisive } = await loadBuiltInRules();

async function seen(port: number, depth: Depth, clients: Clients): Promise<ClientAuth> {
  const { dial } = createDial({
    connect: directConnect({ connectTimeoutMs: 2000 }),
    target: someTarget({ address: { host: '127.0.0.1', port }, pod: null }),
    timeoutMs: 5000,
    most: 40,
    scanDeadline: AbortSignal.timeout(120_000),
    userAgent: 'pgx-audit/test',
    now: () => performance.now(),
  });
  const fact = await clientAuth.observe(dial, someAsked({ depth, clients, sets, decisive, most: 40, paths: ['/'] }));
  if (!isKnown(fact)) throw new Error(JSON.stringify(fact));
  return fact.known;
}

/** What is seen of a server every time, by how often. */
async function tally(port: number, depth: Depth): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let run = 0; run < times; run += 1) {
    const { mode, versions } = await seen(port, depth, { throwaway: createThrowaway(new Date()), own: null, wrong: null });
    const key = JSON.stringify(depth === 'full' ? [mode, ...versions.map((row) => [row.version, row.mode])] : mode);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

describe.each(chosen)('$name', (spec) => {
  const { clientAuth: mode = 'none' } = spec;
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(spec);
  });
  afterAll(() => server?.stop());

  it(`is ${mode}, ${times} times of ${times}`, async () => {
    expect(await tally(server.port, 'decision')).toEqual({ [JSON.stringify(mode)]: times });
  });
  it(`is ${mode} in every version, ${times} times of ${times}`, async () => {
    const { versions } = await seen(server.port, 'full', { throwaway: createThrowaway(new Date()), own: null, wrong: null });
    expect(versions.length).toBeGreaterThan(0);
    const key = JSON.stringify([mode, ...versions.map((row) => [row.version, mode])]);
    expect(await tally(server.port, 'full')).toEqual({ [key]: times });
  });
  it('takes the certificate of its CA, and what it takes otherwise', async () => {
    const { client, stranger } = inject('pki');
    const clients = { throwaway: createThrowaway(new Date()), own: pairOf(client), wrong: pairOf(stranger) };
    const { presented } = await seen(server.port, 'full', clients);
    const taken = mode === 'any' || mode === 'requested';
    const wanted = mode === 'none' ? ['client ?', 'wrong ?'] : ['client true', `wrong ${taken}`];
    const told = presented.map((row) => `${row.certificate} ${typeof row.accepted === 'boolean' ? row.accepted : '?'}`);
    expect([...new Set(told)].sort()).toEqual(wanted);
  });
});

it('a server of TLS 1.3 alone that closes without a word is told apart from one that is gone by a certificate that it takes', async () => {
  const server = await startServer(ownNode('TLS 1.3 only', 'required', (pki) => ({ ...demanding(pki), ...only13 })));
  try {
    const clients = { throwaway: createThrowaway(new Date()), own: null, wrong: null };
    expect(await seen(server.port, 'decision', clients)).toMatchObject({ required: true, verified: { cause: 'could-not-look' } });
    const own = pairOf(inject('pki').client);
    expect(await seen(server.port, 'decision', { ...clients, own })).toMatchObject({ required: true, verified: true, mode: 'required' });
  } finally {
    server.stop();
  }
});

import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { kubectl } from './api.ts';
import { runCli, scan } from './scan.ts';
import { aimOf, atApiServer, attacks } from './tenants/attacks.ts';
import { unlikeBefore, unprintable, unseenOfOthers } from './tenants/compare.ts';
import { costlyPaths, floods, hostileTexts, ownSecrets, readsOfOthers, thousandMonitors } from './tenants/nuisances.ts';
import { alice, mallory, metadataService, monitoring, nodeAddress, outside } from './tenants/places.ts';
import { createWorld, type Watched, type World } from './tenants/world.ts';
import { handWritten } from './tenants/writes.ts';

/**
 * Two tenants. Mallory may write Services, their slices and Endpoints, pods, ConfigMaps and monitors in his own namespace, and writes what he can;
 * nothing of it makes a scan knock, read or print what is not his, or see less of Alice's.
 */

const kubeconfig = inject('kubeconfig');
let world: World;
let scans: Readonly<Record<'before' | 'after' | 'readBefore' | 'readAfter', Watched>>;
const knocked = new Map<string, number>(); // by attack, in all scans together

beforeAll(async () => {
  world = await createWorld({ dir: inject('dir'), kubeconfig });
  const { places, baits } = world;
  const before = await world.watchedScan();
  const readBefore = await world.watchedScan('--read-secrets');
  for (const attack of attacks) await world.asMallory(attack.write(aimOf(attack, places)));
  await world.asMallory(atApiServer(places));
  await world.asMallory([...costlyPaths(), ...readsOfOthers(), ...hostileTexts(places)]);
  await world.asMallory(floods(places));
  await world.asMallory(thousandMonitors());
  await world.runningPod(mallory, 'host-network');
  scans = { before, readBefore, after: await world.watchedScan(), readAfter: await world.watchedScan('--read-secrets') };
  for (const attack of attacks) knocked.set(attack.name, baits.knocks(attack.bait(places), attack.port));
}, 900_000);

afterAll(() => world.end(), 300_000);

describe('what Mallory may do', () => {
  it.each([
    ['create', 'endpointslices.discovery.k8s.io', alice],
    ['create', 'servicemonitors.monitoring.coreos.com', monitoring],
    ['get', 'secrets', alice],
    ['get', 'secrets', mallory],
    ['patch', 'pods --subresource=status', mallory],
    ['patch', 'nodes', mallory],
  ])('not %s %s in %s', async (verb, resource, namespace) => {
    const answer = kubectl(kubeconfig, ['--as=mallory', 'auth', 'can-i', verb, ...resource.split(' '), '-n', namespace]);
    await expect(answer).rejects.toThrow('can-i');
  });

  it.each(['127.0.0.1', metadataService])('no slice at %s: the API server takes none', async (address) => {
    const refused = world.asMallory(handWritten('refused', { addresses: [address], port: 80 }));
    await expect(refused).rejects.toThrow(/may not be in the (loopback|link-local) range/);
  });
});

describe.each([
  { what: 'a scan', at: ['before', 'after'] },
  { what: 'a scan with --read-secrets', at: ['readBefore', 'readAfter'] },
] as const)('$what', ({ at }) => {
  const [before, after] = [() => scans[at[0]].report, () => scans[at[1]].report];

  it.each(attacks)('does not knock where $name leads, and tells of it', (attack) => {
    expect(knocked.get(attack.name)).toBe(0);
    expect(JSON.stringify(after())).toContain(attack.told ?? attack.name);
  });

  it('sees of every other endpoint what it saw before', () => {
    // Mallory's monitors do have Prometheus scrape what is not his: that two schemes meet there is seen, and true.
    expect(unlikeBefore(before(), after()).filter((line) => !/^schemes-differ .*, then (pass|fail) /.test(line))).toEqual([]);
    expect(unseenOfOthers(after())).toEqual(unseenOfOthers(before()));
    expect(after().coverage.percent).not.toBeNull();
    expect(after().coverage.covered).toBeGreaterThanOrEqual(before().coverage.covered);
  });

  it('prints nothing that moves a cursor, and no password', () => {
    expect(unprintable(after())).toEqual([]);
    expect(JSON.stringify(after())).not.toMatch(/(proxy|probe)-secret/);
  });
});

it('knows the API server, and knocks there as its client only', () => {
  expect(world.proxy.strangers).toEqual([]);
  for (const name of ['static-api-server', 'slice-api-server']) expect(JSON.stringify(scans.after.report)).toContain(name);
});

it('requests of Alice what she and her Prometheus ask for, and nothing that Mallory does', () => {
  expect([...world.exporters.paths].toSorted()).toEqual(['/central', '/metrics']);
  expect(JSON.stringify(scans.after.report)).toContain(`only namespace ${mallory}, which has no say in this endpoint, asks for /`);
});

it('reads no Secret unless told, and then none of another namespace because Mallory names it', () => {
  const secrets = (of: keyof typeof scans) => scans[of].asked.map(({ path }) => path).filter((path) => path.includes('/secrets'));
  expect([...secrets('before'), ...secrets('after')]).toEqual([]);
  expect(secrets('readBefore')).toContain(`/api/v1/namespaces/${alice}/secrets/exporter-ca`);
  const news = secrets('readAfter').filter((path) => !secrets('readBefore').includes(path));
  expect(news.filter((path) => !ownSecrets.test(path))).toEqual([]);
  expect(news.length).toBeGreaterThan(0);
  const all = Object.values(scans).flatMap(({ asked }) => asked);
  expect(all.filter(({ method, path }) => method !== 'GET' || path.includes('..') || /%2[ef]/i.test(path))).toEqual([]);
});

it.each(['table', 'sarif', 'junit'])(
  'writes nothing that acts on who reads it: %s',
  async (format) => {
    const { stdout, stderr } = await runCli(['scan', '--kubeconfig', kubeconfig, '-n', mallory, '--format', format, '--verbose']);
    expect(stdout).not.toBe('');
    for (const text of ['\u001b', '\u0007', '\u202e', '\n::error', ...(format === 'junit' ? ['<script>'] : [])])
      expect(stdout + stderr).not.toContain(text);
  },
  120_000,
);

it('knocks there when the user names the addresses: the baits hear', async () => {
  world.baits.forget();
  const allowed = [world.places.pod, outside, nodeAddress].flatMap((each) => ['--allow-cidr', `${each}/32`]);
  await scan('--kubeconfig', kubeconfig, '--namespace', mallory, '--namespace', alice, ...allowed);
  const heard = attacks.filter((attack) => world.baits.knocks(attack.bait(world.places), attack.port) > 0).map(({ name }) => name);
  const loud = ['slice-by-address', 'slice-by-uid', 'slice-of-no-service', 'endpoints-mirrored', 'annotated-service', 'relabeled-address'];
  expect(heard).toEqual(expect.arrayContaining([...loud, 'static-pod', 'static-node', 'static-outside', 'probe-prober']));
}, 120_000);

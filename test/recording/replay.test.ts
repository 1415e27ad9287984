import { describe, expect, it } from 'vitest';
import type { Connect } from '../../src/model/attempt.ts';
import { couldNotLook } from '../../src/model/fact.ts';
import { directConnect } from '../../src/net/index.ts';
import type { Endpoint, MonitorObject } from '../../src/model/subject.ts';
import type { LoadedTargets } from '../../src/prometheus/loaded/index.ts';
import { observeRecorded, recordedDiscovery, recordedPodNow, type Recording } from '../../src/recording/index.ts';
import { tlsServer } from '../net/support.ts';
import { createCa, issue } from '../support/pki.ts';
import { someEndpoint, someScrape, someTarget } from '../support/endpoint.ts';
import { someDiscovery } from '../support/discovery.ts';
import { observing, plansOf, readLines, record, type Recorded } from './support.ts';

const refusing: Connect = () => Promise.resolve({ refused: { kind: 'connect-refused', text: 'connection refused' } });
const certificate = `-----BEGIN CERTIFICATE-----\n${'MIIB'.repeat(100)}\n-----END CERTIFICATE-----\n`;

/** An endpoint, and an object, with everything that they can have. */
const source = { kind: 'ServiceMonitor', namespace: 'db', name: 'pgx', uid: 'u1', managedBy: 'Helm release pgx' };
const scrape = someScrape({
  job: 'serviceMonitor/db/pgx/0',
  source,
  foreign: true,
  unasked: 'a reason',
  tls: {
    configured: true,
    serverName: 'pgx.db.svc',
    insecureSkipVerify: false,
    ca: { from: 'configmap', ref: 'ConfigMap db/ca key ca.crt', pem: certificate },
    clientCertificate: true,
    certificate: { ref: 'Secret db/c key tls.crt', pem: couldNotLook('not read'), keyRef: 'Secret db/c key tls.key' },
    files: [{ of: 'ca', state: 'missing' }],
    minVersion: 'TLS12',
    maxVersion: 'TLS13',
  },
  proxy: 'http://proxy:3128',
  followRedirects: false,
  http2: false,
  intervalSeconds: 30,
  fallbackProtocol: 'PrometheusText0.0.4',
  limits: 'sampleLimit 1000',
  prometheus: [source],
  prometheusVersion: '3.16.0',
  uncertain: 'a doubt',
  members: [{ target: 't', address: { host: '10.0.0.7', port: 9187 }, params: 'module=x', origin: 'HTTPS://10.0.0.7' }],
});
const endpoint: Endpoint = someEndpoint({
  exporter: { name: 'pgx', kind: 'flags', costly: true, by: 'image x', fix: 'a sentence' },
  exposedBy: ['hostPort 9187'],
  services: [source],
  targets: [someTarget({ mesh: { kind: 'linkerd', because: 'label x' }, listensEverywhere: 'its arguments' })],
  scrapes: [scrape],
  path: '/metrics',
});
const object: MonitorObject = {
  id: 'db/ServiceMonitor/pgx',
  origin: source,
  selectedBy: ['Prometheus monitoring/main'],
  prometheuses: 1,
  rejections: couldNotLook('not read', 'not-permitted'),
  targets: 3,
  selectsNothing: '',
};
const loaded: LoadedTargets = {
  name: 'http://prometheus:9090',
  version: '3.16.0',
  reloadFailed: null,
  active: Array.from({ length: 1200 }, (_, index) => ({
    pool: `pool${index}`,
    url: { scheme: 'http', address: `10.0.0.7:${index}`, path: '/metrics', query: 'module=x' },
    health: 'up',
    lastError: '',
    pod: index % 2 ? null : { namespace: 'db', name: `p${index}`, uid: 'u' },
    annotated: false,
  })),
  dropped: [{ pool: 'pool1', address: '10.0.0.8:1' }],
  droppedCounts: new Map([['pool1', 3]]),
  pools: new Set(['pool1', 'pool2']),
  allPools: true,
  incomplete: '',
};

/** What was recorded, read again; and how to read the line of a target. */
async function replayed({ lines }: Recorded) {
  const recording = await readLines(lines);
  return { recording, observe: observeRecorded(recording, ({ from }) => Promise.resolve(lines[from] ?? '')) };
}

const loadedOf = async (asked: readonly LoadedTargets[] | null): Promise<Recording['loaded']> =>
  (await readLines((await record(someDiscovery(), refusing, asked)).lines)).loaded;

describe('what was found', () => {
  it('comes back as it was, to the last field', async () => {
    const discovery = someDiscovery({
      cluster: { name: 'c', uid: 'u', server: 'https://api:6443', context: 'x' },
      user: 'auditor',
      endpoints: [endpoint, someEndpoint({ id: 'other', targets: [] })],
      objects: [object],
      jobs: [{ id: 'j', prometheus: source }],
      jobsUnknown: 'a reason',
      notProbed: [{ what: 'Service db/x', code: 'external', because: 'excluded-by-policy', reason: 'ExternalName' }],
      notProbedOmitted: 7,
      access: [{ resource: 'pods', outcome: 'listed', count: 3, detail: '' }],
    });
    const { recording } = await replayed(await record(discovery, refusing, [loaded]));
    const found = recordedDiscovery(recording);
    expect({ ...found, keyPairOf: null }).toEqual({ ...discovery, keyPairOf: null });
    expect(recording.loaded).toEqual([loaded]);
    const podNow = recordedPodNow(recording);
    const pod = { namespace: 'db', name: 'gone', uid: 'u', node: 'n' };
    expect([await podNow(pod), await podNow({ ...pod, name: 'other' })]).toEqual(['absent', 'unknown']);
  });

  it('tells whether a Prometheus was asked that had nothing', async () => {
    expect([await loadedOf(null), await loadedOf([])]).toEqual([null, []]);
  });

  it('has a client certificate by its SHA-256, or why there is none', async () => {
    const scrapes = ['a', 'b'].map((id) => someScrape({ id, tls: { ...scrape.tls, clientCertificate: true } }));
    const discovery = someDiscovery({
      endpoints: [someEndpoint({ scrapes })],
      keyPairOf: ({ id }) => (id === 'a' ? { certificate, key: () => 's3cret' } : couldNotLook('Secret db/c: forbidden')),
    });
    const recorded = await record(discovery, refusing);
    expect(recorded.lines.join('\n')).not.toContain('s3cret');
    const found = recordedDiscovery((await replayed(recorded)).recording);
    const pairs = found.endpoints[0]?.scrapes.map((each) => found.keyPairOf(each));
    expect(pairs).toMatchObject([{ certificate: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) }, { unknown: 'Secret db/c: forbidden' }]);
  });
});

describe('what was seen', () => {
  const discovery = someDiscovery({
    endpoints: [
      someEndpoint({
        targets: [
          someTarget({ id: 'refuses' }),
          someTarget({ id: 'unproven', proof: { proven: false, code: 'not-proven', reason: 'hand-written slice' } }),
        ],
      }),
    ],
  });

  it('comes to the same facts', async () => {
    const recorded = await record(discovery, refusing);
    const again = await (await replayed(recorded)).observe(plansOf(discovery), observing(discovery));
    expect(again).toEqual(recorded.observed);
    expect(again.map(({ connections, broken }) => [connections, broken])).toEqual([
      [1, true],
      [0, false],
    ]);
  });

  it('is unknown where it was not asked, and where the target was not there', async () => {
    const { observe } = await replayed(await record(discovery, refusing));
    const [plan] = plansOf(discovery);
    if (!plan) throw new Error('no plan');
    const other = { ...plan, asked: { ...plan.asked, paths: ['/other'] } };
    const stranger = { ...plan, target: someTarget({ id: 'stranger' }) };
    const seen = await observe([other, stranger], observing(discovery));
    expect(seen.map(({ facts }) => facts[0])).toMatchObject([
      { unknown: 'not in the recording', cause: 'could-not-look' },
      { unknown: 'not in the recording', cause: 'could-not-look' },
    ]);
  });
});

describe("the handshake of a scrape with the scrape's own certificate", () => {
  it('comes to the same without the certificate and its key', async () => {
    const ca = await createCa({ name: 'ca' });
    const [server, client] = await Promise.all([issue(ca, { dns: ['pgx.db.svc'] }), issue(ca, { cn: 'client', eku: ['clientAuth'] })]);
    const port = await tlsServer({ key: server.keyPem, cert: server.chainPem, ca: ca.certPem, requestCert: true });
    const address = { host: '127.0.0.1', port };
    const tls = {
      ...someScrape().tls,
      clientCertificate: true,
      ca: { from: 'configmap', ref: 'ConfigMap db/ca', pem: ca.certPem },
    } as const;
    const target = someTarget({ address });
    const presenting = someScrape({ tls, members: [{ target: target.id, address, params: '' }] });
    const discovery = someDiscovery({
      endpoints: [someEndpoint({ targets: [target], scrapes: [presenting] })],
      keyPairOf: () => ({ certificate: client.chainPem, key: () => client.keyPem }),
    });
    const recorded = await record(discovery, directConnect({ connectTimeoutMs: 2000 }));
    expect(recorded.observed[0]?.presented[0]?.fact).toMatchObject({ group: 'scrape_handshake', known: { accepted: true, status: 200 } });
    const text = recorded.lines.join('\n');
    expect(text).not.toContain(Buffer.from(client.der).toString('base64').slice(0, 100));
    expect(text).not.toContain('PRIVATE');
    const { recording, observe } = await replayed(recorded);
    const found = recordedDiscovery(recording);
    const again = await observe(plansOf(found), observing(found));
    expect(again.map(({ facts, presented }) => ({ facts, presented }))).toEqual(
      recorded.observed.map(({ facts, presented }) => ({ facts, presented })),
    );
  });
});

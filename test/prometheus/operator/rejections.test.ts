import { describe, expect, it } from 'vitest';
import { couldNotLook, outOfMode } from '../../../src/model/fact.ts';
import type { AssetState, OperatorObjects } from '../../../src/prometheus/operator/index.ts';
import { createCa } from '../../support/pki.ts';
import { onlyMonitor, podMonitor, probe, prometheus, resolve, scrapeConfig, serviceMonitor } from './support.ts';

const there = (): AssetState => ({ missing: '', text: '' });
const ref = { name: 'x', key: 'k' };
const ca = { secret: ref };
const basicAuth = { username: ref, password: ref };
const endpoint = (given: object) => ({ endpoints: [{ port: 'ok' }, given] });

/** What the operator says of a ServiceMonitor whose references all exist. */
const reasons = (spec: object, of: object = {}) =>
  onlyMonitor({ prometheuses: [prometheus(of)], serviceMonitors: [serviceMonitor(spec)], asset: there }).rejections;

describe('a ServiceMonitor is rejected', () => {
  it.each([
    [endpoint({ basicAuth, oauth2: {} }), 'endpoints[1]: basicAuth and oauth2 cannot be configured at the same time'],
    [
      endpoint({ authorization: { credentials: ref }, bearerTokenSecret: ref }),
      'endpoints[1]: authorization and bearerTokenSecret cannot be configured at the same time',
    ],
    [endpoint({ tlsConfig: { ca, caFile: '/x' } }), "endpoints[1]: tlsConfig: cannot specify both 'caFile' and 'ca'"],
    [endpoint({ tlsConfig: { certFile: '/x' } }), 'endpoints[1]: tlsConfig: cannot specify client cert without client key'],
    [endpoint({ tlsConfig: { keySecret: ref } }), 'endpoints[1]: tlsConfig: cannot specify client key without client cert'],
    [
      endpoint({ tlsConfig: { minVersion: 'TLS13', maxVersion: 'TLS12' } }),
      'endpoints[1]: tlsConfig: maxVersion must more than or equal to minVersion',
    ],
    [
      endpoint({ tlsConfig: { ca: { secret: ref, configMap: ref } } }),
      'endpoints[1]: tlsConfig: ca <secret=x,key=k>: cannot specify both Secret and ConfigMap',
    ],
    [endpoint({ authorization: { type: 'Bearer' } }), "endpoints[1]: authorization: 'authorization' credentials are required"],
    [endpoint({ scrapeTimeout: '31s' }), 'endpoints[1]: scrapeTimeout "31s" greater than scrapeInterval "30s"'],
    [endpoint({ interval: '1h', scrapeTimeout: '3601s' }), 'endpoints[1]: scrapeTimeout "3601s" greater than scrapeInterval "1h"'],
    [
      endpoint({ relabelings: [{ targetLabel: 'a', regex: '(' }] }),
      'endpoints[1]: relabelConfigs: [0]: invalid regex ( for relabel configuration: error parsing regexp',
    ],
    [
      endpoint({ metricRelabelings: [{}, {}] }),
      'endpoints[1]: metricRelabelConfigs: [0]: relabel configuration for replace action needs targetLabel value',
    ],
    [endpoint({ noProxy: 'x' }), 'endpoints[1]: if noProxy is configured, proxyUrl must also be configured'],
    [endpoint({ proxyUrl: 'http://user:pa/ss@host' }), 'endpoints[1]: parse "http://host": invalid port after host'],
    [endpoint({ proxyUrl: 'http://user:pass@host:port' }), 'endpoints[1]: parse "http://host:port": invalid port ":port" after host'],
    [{ scrapeClass: 'gone' }, 'scrapeClassName: scrapeClass "gone" not found in Prometheus scrapeClasses'],
    [{ selector: { matchExpressions: [{ key: 'a', operator: 'In' }] } }, "for 'in', 'notin' operators, values set can't be empty"],
  ])('%j', (spec, reason) => {
    expect(reasons(spec)).toEqual([reason]);
  });

  it.each([
    [{ tlsConfig: { caFile: '/x' } }, 'endpoints[1]: it accesses file system via tls config which Prometheus specification prohibits'],
    [{ bearerTokenFile: '/x' }, 'endpoints[1]: it accesses file system via bearer token file which Prometheus specification prohibits'],
  ])('where files are denied: %j', (given, reason) => {
    expect(reasons(endpoint(given), { arbitraryFSAccessThroughSMs: { deny: true } })).toEqual([reason]);
    expect(reasons(endpoint(given))).toEqual([]);
  });

  it.each([
    [
      { action: 'KeepEqual', sourceLabels: ['a'], targetLabel: 'b' },
      'v2.40.0',
      'KeepEqual relabel action is only supported from Prometheus version 2.41.0',
    ],
    [
      { action: 'lowercase', sourceLabels: ['a'], targetLabel: 'b' },
      'v2.35.1',
      'lowercase relabel action is only supported from Prometheus version 2.36.0',
    ],
    [{ targetLabel: 'a.b' }, 'v2.55.0', `"a.b" is invalid 'target_label' for replace action`],
    [{ targetLabel: '$1' }, 'v2.55.0', `"$1" is invalid 'target_label' for replace action`],
    [{ action: 'labelmap', replacement: 'a-$1' }, 'v2.55.0', `"a-$1" is invalid 'replacement' for labelmap action`],
  ])('by an old Prometheus: %j', (relabeling, version, reason) => {
    expect(reasons(endpoint({ relabelings: [relabeling] }), { version })).toEqual([`endpoints[1]: relabelConfigs: [0]: ${reason}`]);
    expect(reasons(endpoint({ relabelings: [relabeling] }), { version: 'v3.16.0' })).toEqual([]);
  });

  it('and then has no job', () => {
    expect(resolve({ serviceMonitors: [serviceMonitor({ scrapeClass: 'gone' })] }).jobs).toEqual([]);
  });

  it('by one Prometheus of two: the reason names it, and the other has its job', () => {
    const prometheuses = [prometheus({ scrapeInterval: '10s' }, { name: 'fast' }), prometheus()];
    const { jobs, monitors } = resolve({
      prometheuses,
      serviceMonitors: [serviceMonitor({ endpoints: [{ scrapeTimeout: '20s' }] })],
      asset: there,
    });
    expect(monitors[0]?.rejections).toEqual([
      'endpoints[0]: scrapeTimeout "20s" greater than scrapeInterval "10s" (for Prometheus monitoring/fast)',
    ]);
    expect(jobs.map((job) => job.prometheus?.name)).toEqual(['main']);
  });

  it('without any Prometheus only for what every one rejects', () => {
    const spec = { ...endpoint({ tlsConfig: { certFile: '/x' } }), scrapeClass: 'x' };
    const given = { prometheuses: [], asset: there };
    expect(onlyMonitor({ ...given, serviceMonitors: [serviceMonitor(spec)] }).rejections).toEqual([
      'endpoints[1]: tlsConfig: cannot specify client cert without client key',
    ]);
    expect(onlyMonitor({ ...given, serviceMonitors: [serviceMonitor({ scrapeClass: 'x' })] }).rejections).toEqual([]);
  });

  it('a message carries no terminal escapes, and is bounded', () => {
    const [reason = ''] = onlyMonitor({ serviceMonitors: [serviceMonitor({ scrapeClass: `\u001B[31m${'x'.repeat(5000)}` })] })
      .rejections as string[];
    expect(reason).not.toContain('\u001B');
    expect(reason.length).toBeLessThan(600);
  });

  it('patterns that take long to compile leave it open', () => {
    const relabelings = Array.from({ length: 400 }, () => ({ targetLabel: 'a', regex: '(a{100}){10}' }));
    expect(reasons(endpoint({ relabelings }))).toEqual(couldNotLook('its patterns are too large to be checked'));
  });
});

const sd = (given: object) => ({ kubernetesSDConfigs: [given] });

describe('other kinds are rejected', () => {
  it.each([
    [
      'podMonitors',
      podMonitor({ podMetricsEndpoints: [{ tlsConfig: { cert: ca } }] }),
      'endpoint[0]: tlsConfig: client cert specified without client key',
    ],
    [
      'podMonitors',
      podMonitor({ podMetricsEndpoints: [{ scrapeTimeout: '1m' }] }),
      'endpoint[0]: scrapeTimeout "1m" greater than scrapeInterval "30s"',
    ],
    ['probes', probe({ targets: {} }), 'at least one of .spec.targets.staticConfig and .spec.targets.ingress is required'],
    [
      'probes',
      probe({ prober: { url: 'http://x' } }),
      '"http://x" url specified in proberSpec is invalid, it should be of the format `hostname` or `hostname:port`: invalid port: "//x"',
    ],
    [
      'probes',
      probe({ prober: { url: 'x:http' } }),
      '"x:http" url specified in proberSpec is invalid, it should be of the format `hostname` or `hostname:port`: invalid port: "http"',
    ],
    ['scrapeConfigs', scrapeConfig({ scrapeClass: 'x' }), 'scrapeClass "x" not found in Prometheus scrapeClasses'],
    [
      'scrapeConfigs',
      scrapeConfig(sd({ role: 'Pod', selectors: [{ role: 'Node' }] })),
      'kubernetesSDConfigs: [0] : Pod role supports only pod selectors',
    ],
    [
      'scrapeConfigs',
      scrapeConfig(sd({ role: 'Pod', apiServer: 'x', namespaces: { ownNamespace: true } })),
      "kubernetesSDConfigs: [0]: cannot use 'apiServer' and 'namespaces.ownNamespace' simultaneously",
    ],
  ])('%s %#', (field, object, reason) => {
    expect(onlyMonitor({ [field]: [object], asset: there }).rejections).toEqual([reason]);
  });

  it.each(['blackbox', 'blackbox:9115', '10.0.0.1:1', '[::1]:9115', '::1', 'a_b.example.com.'])('but not for the prober %s', (url) => {
    expect(onlyMonitor({ probes: [probe({ prober: { url } })], asset: there }).rejections).toEqual([]);
  });

  it.each([
    ['v2.27.0', 'httpSDConfigs: HTTP SD configuration is only supported for Prometheus version >= 2.28.0'],
    ['v2.30.0', 'puppetDBSDConfigs: puppetDB SD configuration is only supported for Prometheus version >= 2.31.0'],
    ['v2.39.9', 'OVHCloudSDConfigs: OVHCloud SD configuration is only supported for Prometheus version >= 2.40.0'],
  ])('every ScrapeConfig, by Prometheus %s', (version, reason) => {
    expect(onlyMonitor({ prometheuses: [prometheus({ version })], scrapeConfigs: [scrapeConfig()], asset: there }).rejections).toEqual([
      reason,
    ]);
  });

  it('discoveries whose settings are not looked at leave it open', () => {
    const given = {
      scrapeConfigs: [scrapeConfig({ consulSDConfigs: [{ server: 'x' }], fileSDConfigs: [{ files: ['x'] }] })],
      asset: there,
    };
    expect(onlyMonitor(given).rejections).toEqual(couldNotLook('its consulSDConfigs are not checked'));
  });
});

describe('what a monitor refers to', () => {
  const monitor = serviceMonitor({ endpoints: [{ tlsConfig: { ca: { secret: { name: 'ca', key: 'ca.crt' } } } }] });
  const said = (asset: OperatorObjects['asset'], of = monitor) =>
    onlyMonitor({ serviceMonitors: [of], ...(asset && { asset }) }).rejections;

  it.each([
    [{ missing: 'object' } as const, 'failed to get ca "<secret=ca,key=ca.crt>": unable to get secret "ca": secrets "ca" not found'],
    [{ missing: 'key' } as const, 'failed to get ca "<secret=ca,key=ca.crt>": key "ca.crt" in secret "ca" not found'],
    [{ missing: '', text: 'no PEM' } as const, 'ca <secret=ca,key=ca.crt>: failed to decode PEM block'],
    [
      { missing: '', text: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' } as const,
      'ca <secret=ca,key=ca.crt>: failed to parse certificate',
    ],
  ])('%j', (state, reason) => {
    expect(said(() => state)).toEqual([`endpoints[0]: tlsConfig: ${reason}`]);
  });

  it('a certificate is none', async () => {
    const { certPem } = await createCa({ name: 'x' });
    expect(said(() => ({ missing: '', text: certPem }))).toEqual([]);
  });

  it('is looked up in the namespace of the monitor; only of a CA the text is asked', () => {
    const asked: unknown[] = [];
    const of = serviceMonitor({ endpoints: [{ basicAuth, tlsConfig: { ca: { configMap: ref } } }] }, { namespace: 'web' });
    said((each) => (asked.push(each), there()), of);
    expect(asked).toContainEqual({ kind: 'Secret', namespace: 'web', name: 'x', key: 'k', needs: 'existence' });
    expect(asked.filter((each) => (each as { needs: string }).needs === 'text')).toEqual([
      { kind: 'ConfigMap', namespace: 'web', name: 'x', key: 'k', needs: 'text' },
    ]);
  });

  it('a key has to be that of its certificate', () => {
    const tlsConfig = { cert: { secret: { name: 'c', key: 'tls.crt' } }, keySecret: { name: 'k', key: 'tls.key' } };
    const of = serviceMonitor({ endpoints: [{ tlsConfig }] });
    const pair = (certificate: string, key: string) => said(() => ({ missing: '', text: 'x', publicKeys: { certificate, key } }), of);
    const both = 'endpoints[0]: tlsConfig: cert <secret=c,key=tls.crt>, key <k/tls.key>: tls: private key';
    expect(pair('ec:1', 'ec:1')).toEqual([]);
    expect(pair('ec:1', 'ec:2')).toEqual([`${both} does not match public key`]);
    expect(pair('ec:1', 'rsa:2')).toEqual([`${both} type does not match public key type`]);
    expect(pair('', 'ec:1')).toMatchObject({ unknown: expect.stringContaining('belong together') });
    expect(said(() => ({ missing: '', text: 'x' }), of)).toEqual([]); // where keys are not looked at
  });

  it('is not known where it was not read: neither rejected nor accepted, and the job stays certain', () => {
    const unread = outOfMode('Secrets are not read');
    expect(said(() => unread)).toEqual(unread);
    expect(said(undefined)).toMatchObject({ cause: 'out-of-mode' });
    expect(resolve({ serviceMonitors: [monitor], asset: () => unread }).jobs.map(({ uncertain }) => uncertain)).toEqual(['']);
  });

  it('a mistake that is known goes before what is not', () => {
    const of = serviceMonitor({ endpoints: [{ tlsConfig: { ca } }, { scrapeTimeout: '1h' }] });
    expect(said(() => couldNotLook('forbidden'), of)).toEqual(['endpoints[1]: scrapeTimeout "1h" greater than scrapeInterval "30s"']);
  });
});

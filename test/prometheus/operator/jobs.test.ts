import { describe, expect, it } from 'vitest';
import type { RelabelConfig } from '../../../src/prometheus/job.ts';
import { endpointJob, onlyJob, podMonitor, probe, prometheus, resolve, scrapeConfig, serviceMonitor } from './support.ts';

/** A relabeling as one line: "keep a;b =~ x", "a → b", "b := text". */
const line = ({ action, sourceLabels, regex, targetLabel, replacement, modulus }: RelabelConfig): string => {
  const from = sourceLabels.join(';');
  if (action !== 'replace') return `${action} ${from} =~ ${regex}${targetLabel && ` ${targetLabel}`}${modulus ? ` % ${modulus}` : ''}`;
  return from === '' ? `${targetLabel} := ${replacement}` : `${from}${regex === '(.*)' ? '' : ` =~ ${regex}`} → ${targetLabel}`;
};
const lines = (job: { readonly relabelings: readonly RelabelConfig[] }) => job.relabelings.map(line);

const ref = { name: 'x', key: 'x' };

/** The job of a ServiceMonitor, for a Prometheus of these settings. */
const jobOf = (spec: object, of: object = {}) => onlyJob({ prometheuses: [prometheus(of)], serviceMonitors: [serviceMonitor(spec)] });
const discoveryIn = (namespaceSelector: object, of: object = {}) => jobOf({ namespaceSelector }, of).discoveries[0];

describe('the job of an endpoint of a ServiceMonitor', () => {
  it('keeps the Services that are selected, the port, running pods, and then does what class and endpoint say', () => {
    const spec = {
      selector: {
        matchLabels: { 'app.kubernetes.io/name': 'pgx' },
        matchExpressions: [
          { key: 'tier', operator: 'In', values: ['db', 'cache'] },
          { key: 'old', operator: 'NotIn', values: ['yes'] },
          { key: 'kept', operator: 'Exists' },
          { key: 'gone', operator: 'DoesNotExist' },
        ],
      },
      jobLabel: 'job-name',
      targetLabels: ['a/b'],
      podTargetLabels: ['c'],
      scrapeClass: 'x',
      endpoints: [{ port: 'http|metrics', relabelings: [{ targetLabel: '__scheme__', replacement: 'https' }] }],
    };
    const scrapeClasses = [{ name: 'x', relabelings: [{ targetLabel: 'class', replacement: 'x' }] }];
    const prometheuses = [prometheus({ scrapeClasses, podTargetLabels: ['team'], shards: 3, enforcedNamespaceLabel: 'ns' })];
    expect(lines(onlyJob({ prometheuses, serviceMonitors: [serviceMonitor(spec)] }))).toEqual([
      'job → __tmp_prometheus_job_name',
      'keep __meta_kubernetes_service_label_app_kubernetes_io_name;__meta_kubernetes_service_labelpresent_app_kubernetes_io_name =~ (pgx);true',
      'keep __meta_kubernetes_service_label_tier;__meta_kubernetes_service_labelpresent_tier =~ (db|cache);true',
      'drop __meta_kubernetes_service_label_old;__meta_kubernetes_service_labelpresent_old =~ (yes);true',
      'keep __meta_kubernetes_service_labelpresent_kept =~ true',
      'drop __meta_kubernetes_service_labelpresent_gone =~ true',
      'keep __meta_kubernetes_endpoint_port_name =~ http|metrics',
      '__meta_kubernetes_endpoint_address_target_kind;__meta_kubernetes_endpoint_address_target_name =~ Node;(.*) → node',
      '__meta_kubernetes_endpoint_address_target_kind;__meta_kubernetes_endpoint_address_target_name =~ Pod;(.*) → pod',
      '__meta_kubernetes_namespace → namespace',
      '__meta_kubernetes_service_name → service',
      '__meta_kubernetes_pod_name → pod',
      '__meta_kubernetes_pod_container_name → container',
      'drop __meta_kubernetes_pod_phase =~ (Failed|Succeeded)',
      '__meta_kubernetes_service_label_a_b =~ (.+) → a_b',
      '__meta_kubernetes_pod_label_c =~ (.+) → c',
      '__meta_kubernetes_pod_label_team =~ (.+) → team',
      '__meta_kubernetes_service_name → job',
      '__meta_kubernetes_service_label_job_name =~ (.+) → job',
      'endpoint := http|metrics',
      'class := x',
      '__scheme__ := https',
      'ns := db', // and no shard of three is preferred
    ]);
  });

  it.each([
    [{ targetPort: 9187 }, 'keep __meta_kubernetes_pod_container_port_number =~ 9187'],
    [{ targetPort: '9187' }, 'keep __meta_kubernetes_pod_container_port_name =~ 9187'],
    [{ port: 'a', targetPort: 1 }, 'keep __meta_kubernetes_endpoint_port_name =~ a'],
  ])('%j', (endpoint, rule) => {
    expect(lines(endpointJob(endpoint)).filter((each) => each.startsWith('keep'))).toEqual([rule]);
  });

  it('without a port every port is kept', () => {
    expect(lines(endpointJob({})).filter((each) => each.startsWith('keep'))).toEqual([]);
    expect(lines(endpointJob({ filterRunning: false })).filter((each) => each.startsWith('drop'))).toEqual([]);
  });

  it('discovers in the namespaces that are asked for, unless the Prometheus ignores that', () => {
    expect(discoveryIn({})).toMatchObject({ namespaces: ['db'] });
    expect(discoveryIn({ any: true, matchNames: ['a'] })).toMatchObject({ namespaces: [] });
    expect(discoveryIn({ matchNames: ['a', 'b'] })).toMatchObject({ namespaces: ['a', 'b'] });
    expect(discoveryIn({ any: true }, { ignoreNamespaceSelectors: true })).toMatchObject({ namespaces: ['db'] });
  });

  it('discovers by Endpoints or EndpointSlices, as the monitor says, else the Prometheus', () => {
    expect(jobOf({}).discoveries).toMatchObject([{ role: 'endpoints' }]);
    const sliced = jobOf({}, { serviceDiscoveryRole: 'EndpointSlice' });
    expect(sliced.discoveries).toMatchObject([{ role: 'endpointslice' }]);
    expect(lines(sliced)).toContain('keep __meta_kubernetes_endpointslice_port_name =~ metrics');
    expect(jobOf({ serviceDiscoveryRole: 'Endpoints' }, { serviceDiscoveryRole: 'EndpointSlice' }).discoveries).toMatchObject([
      { role: 'endpoints' },
    ]);
    expect(jobOf({ serviceDiscoveryRole: 'EndpointSlice' }, { version: 'v2.20.0' }).discoveries).toMatchObject([{ role: 'endpoints' }]);
  });

  it('selects in the API instead of by relabelings, where it says so', () => {
    const selector = {
      matchLabels: { z: '1', a: '2' },
      matchExpressions: [
        { key: 'm', operator: 'NotIn', values: ['y', 'x'] },
        { key: 'b', operator: 'DoesNotExist' },
      ],
    };
    const job = onlyJob({ serviceMonitors: [serviceMonitor({ selector, selectorMechanism: 'RoleSelector' })] });
    const label = 'a=2,!b,m notin (x,y),z=1';
    expect(job.discoveries).toMatchObject([
      {
        selectors: [
          { role: 'endpoints', label },
          { role: 'service', label },
        ],
      },
    ]);
    expect(lines(job).filter((each) => each.includes('service_label'))).toEqual([]);
  });

  it('has the request as it is written', () => {
    const job = endpointJob({
      scheme: 'HTTPS',
      path: '/a?b',
      params: { q: ['1'] },
      followRedirects: false,
      proxyUrl: 'http://user:pass@proxy:3128/',
      interval: '90s',
    });
    expect(job).toMatchObject({
      scheme: 'https',
      path: '/a?b',
      params: { q: ['1'] },
      followRedirects: false,
      proxy: 'http://proxy:3128/',
      interval: '1m30s',
      timeout: '10s',
    });
    expect(endpointJob({})).toMatchObject({
      scheme: 'http',
      path: '/metrics',
      params: {},
      followRedirects: true,
      proxy: '',
      interval: '30s',
    });
    expect(endpointJob({ interval: '5s' })).toMatchObject({ timeout: '5s' });
    expect(endpointJob({ proxyFromEnvironment: true }).proxy).toBe('from environment');
  });

  it.each([
    [{}, 'none'],
    [{ basicAuth: { username: ref, password: ref } }, 'basic-auth'],
    [{ oauth2: { clientId: { secret: ref }, clientSecret: ref, tokenUrl: 'x' } }, 'oauth2'],
    [{ authorization: { credentials: ref } }, 'bearer-token'],
    [{ bearerTokenSecret: ref }, 'bearer-token'],
    [{ bearerTokenSecret: { name: '', key: '' } }, 'none'],
    [{ bearerTokenFile: '/x' }, 'bearer-token'],
  ])('credentials of %j: %s', (endpoint, credential) => {
    expect(endpointJob(endpoint).credential).toBe(credential);
  });

  it('the file of a token, the own one or that of the scrape class', () => {
    expect(endpointJob({ bearerTokenFile: '/x' }).tokenFile).toBe('/x');
    const scrapeClasses = [{ name: 'x', default: true, authorization: { credentialsFile: '/y' } }];
    expect(endpointJob({}, { scrapeClasses }).tokenFile).toBe('/y');
    expect(endpointJob({ authorization: { credentials: ref } }, { scrapeClasses })).not.toHaveProperty('tokenFile');
    expect(endpointJob({ bearerTokenFile: '/x', bearerTokenSecret: ref }).uncertain).toContain('at most one of bearer_token');
  });

  it('settings that an old Prometheus does not know are left out', () => {
    const endpoint = { tlsConfig: { minVersion: 'TLS12', maxVersion: 'TLS13' }, proxyFromEnvironment: true };
    expect(endpointJob(endpoint, { version: 'v2.34.0' })).toMatchObject({ proxy: '', prometheusVersion: '2.34.0', legacyNames: true });
    expect(endpointJob(endpoint, { version: 'v2.34.0' }).tls).toEqual({
      configured: true,
      serverName: '',
      insecureSkipVerify: false,
      clientCertificate: false,
    });
    expect(endpointJob(endpoint, { version: 'v2.35.0-rc.0' }).tls).not.toHaveProperty('minVersion');
    expect(endpointJob(endpoint, { version: '2.40' }).tls).toMatchObject({ minVersion: 'TLS12' });
    expect(endpointJob(endpoint).tls).toMatchObject({ minVersion: 'TLS12', maxVersion: 'TLS13' });
  });

  it('speaks HTTP/2 unless told not to, by a Prometheus that knows how', () => {
    expect(endpointJob({ enableHttp2: false }).http2).toBe(false);
    expect(endpointJob({ enableHttp2: false }, { version: 'v2.34.0' })).not.toHaveProperty('http2');
    expect(endpointJob({ enableHttp2: true })).not.toHaveProperty('http2');
    expect(onlyJob({ probes: [probe({ enableHttp2: false })] }).http2).toBe(false);
    expect(podJob({ enableHttp2: false }).http2).toBe(false);
    expect(onlyJob({ scrapeConfigs: [scrapeConfig({ enableHTTP2: false })] }).http2).toBe(false);
  });

  it('of a thousand endpoints the first 200 are read, and one job says so', () => {
    const { jobs } = resolve({ serviceMonitors: [serviceMonitor({ endpoints: Array.from({ length: 1000 }, () => ({})) })] });
    expect(jobs).toHaveLength(201);
    expect(jobs.at(-1)?.discoveries).toEqual([{ kind: 'other', name: 'endpoints beyond the first 200' }]);
  });
});

const podJob = (endpoint: object, spec: object = {}) =>
  onlyJob({ podMonitors: [podMonitor({ podMetricsEndpoints: [endpoint], ...spec })] });

describe('the job of an endpoint of a PodMonitor', () => {
  it.each([
    [{ port: 'a', portNumber: 1, targetPort: 2 }, 'keep __meta_kubernetes_pod_container_port_name =~ a'],
    [{ portNumber: 1, targetPort: 'x' }, 'keep __meta_kubernetes_pod_container_port_number =~ 1'],
    [{ targetPort: 'x' }, 'keep __meta_kubernetes_pod_container_port_name =~ x'],
    [{ targetPort: 2 }, 'keep __meta_kubernetes_pod_container_port_number =~ 2'],
  ])('%j', (endpoint, rule) => {
    expect(lines(podJob(endpoint)).filter((each) => each.startsWith('keep'))).toEqual([rule]);
  });

  it('is discovered by pods, selected by their labels', () => {
    const selected = podJob({}, { selector: { matchLabels: { a: 'b' } }, attachMetadata: { node: true } });
    expect(selected).toMatchObject({ id: 'podMonitor/db/pgx/0', field: 'spec.podMetricsEndpoints[0]' });
    expect(selected.discoveries).toMatchObject([{ role: 'pod', namespaces: ['db'], attachMetadata: { node: true } }]);
    expect(lines(selected)).toContain('keep __meta_kubernetes_pod_label_a;__meta_kubernetes_pod_labelpresent_a =~ (b);true');
    expect(lines(selected)).toContain('job := db/pgx');
  });
});

describe('the job of a Probe', () => {
  it('scrapes the prober, and tells it the target', () => {
    const spec = {
      jobName: 'probes',
      module: 'tcp',
      params: [
        { name: 'module', values: ['ignored'] },
        { name: 'debug', values: ['true'] },
      ],
      prober: { url: 'blackbox:9115', scheme: 'https' },
      targets: {
        staticConfig: { static: ['https://example.com'], labels: { a: 'b' }, relabelingConfigs: [{ targetLabel: 'x', replacement: 'y' }] },
      },
    };
    const job = onlyJob({ probes: [probe(spec)] });
    expect(job).toMatchObject({ id: 'probe/db/pgx', scheme: 'https', path: '/probe', params: { module: ['tcp'], debug: ['true'] } });
    expect(job.discoveries).toEqual([
      { kind: 'static', groups: [{ targets: ['https://example.com'], labels: { namespace: 'db', a: 'b' } }] },
    ]);
    expect(lines(job)).toEqual([
      'job → __tmp_prometheus_job_name',
      'job := probes',
      '__address__ → __param_target',
      '__param_target → instance',
      '__address__ := blackbox:9115',
      'x := y',
    ]);
  });

  it('of Ingresses', () => {
    const job = onlyJob({
      probes: [probe({ targets: { ingress: { selector: { matchLabels: { a: 'b' } }, namespaceSelector: { any: true } } } })],
    });
    expect(job.discoveries).toMatchObject([{ role: 'ingress', namespaces: [] }]);
    expect(lines(job)).toEqual([
      'job → __tmp_prometheus_job_name',
      'keep __meta_kubernetes_ingress_label_a;__meta_kubernetes_ingress_labelpresent_a =~ (b);true',
      '__meta_kubernetes_ingress_scheme;__address__;__meta_kubernetes_ingress_path =~ (.+);(.+);(.+) → __param_target',
      '__meta_kubernetes_namespace → namespace',
      '__meta_kubernetes_ingress_name → ingress',
      '__address__ → __tmp_ingress_address',
      '__param_target → instance',
      '__address__ := blackbox:9115',
    ]);
  });
});

describe('the job of a ScrapeConfig', () => {
  it('has static targets, and Kubernetes ones of every role', () => {
    const spec = {
      jobName: 'x',
      metricsPath: '/m',
      staticConfigs: [{ targets: ['a:1'], labels: { b: 'c' } }],
      kubernetesSDConfigs: [
        { role: 'Node' },
        {
          role: 'EndpointSlice',
          namespaces: { ownNamespace: true, names: ['web'] },
          selectors: [{ role: 'Service', label: 'a=b' }],
          attachMetadata: { node: true },
        },
      ],
    };
    const job = onlyJob({ scrapeConfigs: [scrapeConfig(spec)] });
    const nothing = { node: false, namespace: false };
    expect(job).toMatchObject({ id: 'scrapeConfig/db/pgx', field: 'spec', path: '/m' });
    expect(lines(job)).toEqual(['job → __tmp_prometheus_job_name', 'job := x']);
    expect(job.discoveries).toEqual([
      { kind: 'static', groups: [{ targets: ['a:1'], labels: { b: 'c' } }] },
      { kind: 'kubernetes', role: 'node', namespaces: [], selectors: [], attachMetadata: nothing },
      {
        kind: 'kubernetes',
        role: 'endpointslice',
        namespaces: ['monitoring', 'web'],
        selectors: [{ role: 'service', label: 'a=b', field: '' }],
        attachMetadata: { node: true, namespace: false },
      },
    ]);
  });

  it('other discoveries are named, also those of later versions', () => {
    const spec = {
      consulSDConfigs: [{ server: 'x' }],
      stackitSDConfigs: [{}],
      dnsSDConfigs: [],
      kubernetesSDConfigs: [{ role: 'Pod', apiServer: 'https://x' }],
    };
    expect(onlyJob({ scrapeConfigs: [scrapeConfig(spec)] }).discoveries).toEqual([
      { kind: 'other', name: 'kubernetesSDConfigs of another API server' },
      { kind: 'other', name: 'consulSDConfigs' },
      { kind: 'other', name: 'stackitSDConfigs' },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { endpointJob, onlyJob, probe, prometheus, resolve, scrapeConfig, serviceMonitor } from './support.ts';

const uncertain = (spec: object, place: object = {}) =>
  onlyJob({ prometheuses: [prometheus(spec, place)], serviceMonitors: [serviceMonitor()] }).uncertain;
const text = 'the operator does not reconcile Prometheus monitoring/main: ';
const twice = [
  { name: 'a', default: true },
  { name: 'b', default: true },
];
const condition = (status: string, message: string) => ({ status: { conditions: [{ type: 'Reconciled', status, message }] } });

describe('a configuration that the operator does not make anew leaves its jobs uncertain', () => {
  it.each([
    ['as it should be', {}, {}, ''],
    ['paused', { paused: true }, {}, 'Prometheus monitoring/main is paused: its configuration stays as it was'],
    ['version', { version: 'v1.8.0' }, {}, `${text}unsupported Prometheus version "v1.8.0"`],
    ['timeout', { scrapeTimeout: '1m' }, {}, `${text}scrapeTimeout "1m" greater than scrapeInterval "30s"`],
    ['two default classes', { scrapeClasses: twice }, {}, `${text}failed to parse scrape classes: multiple default scrape classes defined`],
    [
      'TLS of a class',
      { scrapeClasses: [{ name: 'a', tlsConfig: { certFile: '/x' } }] },
      {},
      `${text}failed to parse scrape classes: invalid TLS config for scrapeClass a: cannot specify client cert without client key`,
    ],
    ['as its status says', {}, condition('False', 'creating config failed: x'), `${text}creating config failed: x`],
    ['a status about what comes later', {}, condition('False', 'failed to create statefulset: x'), ''],
    ['a status that is fine', {}, condition('True', 'x'), ''],
  ])('%s', (_, spec, place, expected) => {
    expect(uncertain(spec, place)).toBe(expected);
  });

  it('targets of another API server, or of some zones only', () => {
    expect(uncertain({ apiserverConfig: { host: 'https://other:6443' } })).toContain(
      'discovers targets in the API server of its apiserverConfig',
    );
    expect(uncertain({ apiserverConfig: { host: 'https://kubernetes.default.svc' } })).toBe('');
    expect(uncertain({ shardingStrategy: { mode: 'Topology', topology: { values: ['a'] } } })).toContain('shards by zone');
    const fixed = { scrapeConfigs: [scrapeConfig({ staticConfigs: [{ targets: ['a:1'] }] })] };
    expect(onlyJob({ prometheuses: [prometheus({ apiserverConfig: { host: 'https://other' } })], ...fixed }).uncertain).toBe('');
  });

  it('relabelings that every replica fills in by itself', () => {
    expect(endpointJob({ relabelings: [{ sourceLabels: ['x'], action: 'keep', regex: '$(SHARD)' }] }).uncertain).toContain('$(SHARD)');
    expect(endpointJob({ relabelings: [{ sourceLabels: ['x'], action: 'keep', regex: '(a|b)$' }] }).uncertain).toBe('');
  });
});

/** The jobs of monitors m0, m1 … with one endpoint each. */
const refused = (...monitors: object[]) =>
  resolve({ serviceMonitors: monitors.map((endpoint, index) => serviceMonitor({ endpoints: [endpoint] }, { name: `m${index}` })) }).jobs;

describe('a configuration that Prometheus does not load', () => {
  const ref = { name: 'x', key: 'x' };
  it('is told at the job that spoils it, and at the others of that Prometheus', () => {
    const [good, bad] = refused({}, { authorization: { credentials: ref }, bearerTokenFile: '/x' });
    const reason = 'authorization is not compatible with bearer_token & bearer_token_file';
    expect(bad?.uncertain).toBe(`Prometheus does not load the configuration: ${reason}`);
    expect(good?.uncertain).toBe(`Prometheus does not load the configuration: serviceMonitor/db/m1/0: ${reason}`);
  });

  it.each([
    ['*', 'the port "*" is no regular expression'],
    ['http|metrics', ''],
  ])('a port is a pattern: %s', (port, reason) => {
    expect(refused({ port })[0]?.uncertain).toBe(reason && `Prometheus does not load the configuration: ${reason}`);
  });

  it('credentials of the scrape class beside those of the endpoint', () => {
    const scrapeClasses = [{ name: 'a', default: true, authorization: { credentials: ref } }];
    const basicAuth = { username: ref, password: ref };
    expect(endpointJob({ basicAuth }, { scrapeClasses }).uncertain).toContain(
      'at most one of basic_auth, oauth2 & authorization must be configured',
    );
    expect(endpointJob({}, { scrapeClasses }).uncertain).toBe('');
    const both = { basicAuth, bearerTokenSecret: ref };
    expect(onlyJob({ probes: [probe(both)] }).uncertain).toContain('at most one of basic_auth, oauth2, bearer_token & bearer_token_file');
  });
});

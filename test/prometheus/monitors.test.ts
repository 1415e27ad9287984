import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  annotatedScrape,
  monitorScrapes,
  portsOf,
  selects,
  selectsService,
  serviceMonitorShape,
  type ServiceMonitor,
} from '../../src/prometheus/index.ts';

const monitor = (spec: object): ServiceMonitor =>
  v.parse(serviceMonitorShape, { metadata: { name: 'pgx', namespace: 'db', uid: 'u' }, spec: { endpoints: [{ port: 'http' }], ...spec } });
const first = (endpoint: object, spec: object = {}) => {
  const [scrape] = monitorScrapes(monitor({ endpoints: [endpoint], ...spec }));
  if (!scrape) throw new Error('no scrape');
  return scrape;
};
const source = { kind: 'ServiceMonitor', namespace: 'db', name: 'pgx' };
const noCa = { from: 'none', ref: '', pem: '' } as const;
const made = (endpoint: object) => first(endpoint).scrape(source, noCa);

const service = (namespace: string) => ({ metadata: { namespace, labels: { app: 'pgx' } } });
const relabel = (relabeling: object) => first({ relabelings: [relabeling] });
describe('label selectors', () => {
  const labels = { app: 'pgx', tier: 'db' };
  it.each([
    [{}, true],
    [{ matchLabels: { app: 'pgx' } }, true],
    [{ matchLabels: { app: 'pgx', tier: 'cache' } }, false],
    [{ matchLabels: { toString: 'x' } }, false],
    [{ matchExpressions: [{ key: 'tier', operator: 'In', values: ['db', 'cache'] }] }, true],
    [{ matchExpressions: [{ key: 'other', operator: 'In', values: [''] }] }, false],
    [{ matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['db'] }] }, false],
    [{ matchExpressions: [{ key: 'other', operator: 'NotIn', values: ['db'] }] }, true],
    [
      {
        matchExpressions: [
          { key: 'app', operator: 'Exists' },
          { key: 'other', operator: 'DoesNotExist' },
        ],
      },
      true,
    ],
    [{ matchExpressions: [{ key: 'app', operator: 'Like', values: ['pgx'] }] }, false],
    [{ matchLabels: { app: 'pgx' }, matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, false],
  ])('%j: %s', (selector, expected) => {
    expect(selects(selector, labels)).toBe(expected);
  });
});

describe('which Services a monitor selects', () => {
  it.each([
    [{}, ['db']],
    [{ namespaceSelector: {} }, ['db']],
    [{ namespaceSelector: { any: true } }, ['db', 'web', 'x']],
    [{ namespaceSelector: { matchNames: ['web', 'x'] } }, ['web', 'x']],
    [{ namespaceSelector: { any: true, matchNames: ['web'] } }, ['db', 'web', 'x']],
    [{ selector: { matchLabels: { app: 'other' } }, namespaceSelector: { any: true } }, []],
  ])('%j: those of %j', (spec, expected) => {
    expect(['db', 'web', 'x'].filter((namespace) => selectsService(monitor(spec), service(namespace)))).toEqual(expected);
  });
});

describe('which ports an endpoint scrapes', () => {
  const backend = {
    slicePorts: [
      { name: 'http', port: 9187 },
      { name: 'metrics', port: 9188 },
    ],
    containerPorts: [
      { name: 'web', number: 9187 },
      { name: 'admin', number: 8000 },
    ],
  };
  it.each([
    [{ port: 'http' }, [9187]],
    [{ port: 'http|metrics' }, [9187, 9188]],
    [{ port: 'htt' }, []],
    [{ port: 'web' }, []],
    [{ port: 'metrics', targetPort: 8000 }, [9188]],
    [{ port: '', targetPort: 'admin' }, [8000]],
    [{ targetPort: 9187 }, [9187]],
    [{ targetPort: '8000' }, [8000]],
    [{ targetPort: 7 }, []],
    [{}, [9187, 9188, 8000]],
  ])('%j: %j', (endpoint, expected) => {
    expect(portsOf(first(endpoint).endpoint, backend)).toEqual(expected);
  });

  it.each(['.*', '(a+)+$', 'http.*', 'a|(b)'])('does not run the pattern %s', (port) => {
    expect(first({ port }).portsUnknown).toBe('its port is a regular expression, which is not evaluated');
  });
});

describe('the scrape of an endpoint', () => {
  it('has the defaults of the operator', () => {
    expect(made({ port: 'http' })).toEqual({
      id: 'serviceMonitor/db/pgx/0',
      source,
      field: 'spec.endpoints[0]',
      scheme: 'http',
      path: '/metrics',
      tls: { configured: false, serverName: '', insecureSkipVerify: false, ca: noCa, clientCertificate: false },
      credential: 'none',
    });
  });

  it('reads scheme, path and TLS', () => {
    const tlsConfig = {
      serverName: 'pgx.db.svc',
      insecureSkipVerify: true,
      cert: { secret: { name: 'c', key: 'tls.crt' } },
      keySecret: { name: 'c', key: 'tls.key' },
    };
    expect(made({ scheme: 'HTTPS', path: '/m', tlsConfig })).toMatchObject({
      scheme: 'https',
      path: '/m',
      tls: { configured: true, serverName: 'pgx.db.svc', insecureSkipVerify: true, clientCertificate: true },
    });
  });

  it.each([{}, { insecureSkipVerify: false }, { ca: {} }, { serverName: '' }])('sees nothing configured in %j', (tlsConfig) => {
    expect(made({ tlsConfig }).tls.configured).toBe(false);
  });

  it.each([
    ['metrics', '/metrics'],
    ['/metrics?format=prometheus', '/metrics%3Fformat=prometheus'],
    ['/a b\r\nHost: evil', '/a%20b%0D%0AHost:%20evil'],
    ['/100%#x', '/100%25%23x'],
    ['/\ud800', '/%EF%BF%BD'],
    ['', '/metrics'],
  ])('requests %j as %s', (path, expected) => {
    expect(made({ path }).path).toBe(expected);
  });

  it.each([
    [{ basicAuth: { username: { name: 's', key: 'u' } } }, 'basic-auth'],
    [{ authorization: { credentials: { name: 's', key: 't' } } }, 'bearer-token'],
    [{ bearerTokenFile: '/var/run/token' }, 'bearer-token'],
    [{ bearerTokenSecret: { name: 's', key: 't' } }, 'bearer-token'],
    [{ bearerTokenSecret: { key: '' } }, 'none'],
    [{ oauth2: { tokenUrl: 'https://x' } }, 'oauth2'],
  ])('%j is the credential %s', (endpoint, expected) => {
    expect(made(endpoint).credential).toBe(expected);
  });

  it.each([
    [{ ca: { configMap: { name: 'ca', key: 'ca.crt' } } }, { from: 'configmap', namespace: 'db', name: 'ca', key: 'ca.crt' }],
    [{ ca: { secret: { name: 'ca', key: 'ca.crt' } } }, { from: 'secret', namespace: 'db', name: 'ca', key: 'ca.crt' }],
    [{ caFile: '/etc/ca.crt' }, { from: 'file', namespace: 'db', name: '/etc/ca.crt', key: '' }],
    [{}, { from: 'none', namespace: 'db', name: '', key: '' }],
  ])('finds the CA of %j', (tlsConfig, expected) => {
    expect(first({ tlsConfig }).ca).toEqual(expected);
  });
});

describe('what cannot be told of a scrape', () => {
  it.each([
    [{ targetLabel: '__scheme__', replacement: 'https' }, 'relabelings change __scheme__, which is not evaluated'],
    [{ targetLabel: '__metrics_path__' }, 'relabelings change __metrics_path__, which is not evaluated'],
    [{ targetLabel: '__param_target' }, 'relabelings change __param_target, which is not evaluated'],
    [{ action: 'Drop', sourceLabels: ['x'] }, 'relabelings drop targets, which is not evaluated'],
    [{ action: 'keep' }, 'relabelings keep targets, which is not evaluated'],
    [{ action: 'replace', targetLabel: 'instance' }, ''],
    [{ action: 'labelmap', replacement: '$1' }, ''],
    [{ action: 'labeldrop', regex: 'pod' }, ''],
    [{ action: 'labeldrop', regex: '(endpoint|pod)' }, ''],
    [{ action: 'labeldrop' }, 'relabelings labeldrop labels, which is not evaluated'],
    [{ action: 'labeldrop', regex: 'pod|__scheme__' }, 'relabelings labeldrop labels, which is not evaluated'],
    [{ action: 'labeldrop', regex: '.*sch.*' }, 'relabelings labeldrop labels, which is not evaluated'],
    [{ action: 'labelkeep', regex: 'pod' }, 'relabelings labelkeep labels, which is not evaluated'],
  ])('%j: %j', (relabeling, expected) => {
    const found = relabel(relabeling);
    expect([found.scrapeUnknown, found.portsUnknown]).toEqual([expected, '']);
  });

  it.each([{ targetLabel: '__address__' }, { targetLabel: '${1}' }, { action: 'labelmap', replacement: '__${1}' }])(
    '%j changes what is dialled',
    (relabeling) => {
      const found = relabel(relabeling);
      expect(found.portsUnknown).toMatch(/^relabelings change .*, which is not evaluated$/);
      expect(found.scrapeUnknown).toBe(found.portsUnknown);
    },
  );

  it('a scrape class, and a scheme that is none', () => {
    expect(first({}, { scrapeClass: 'tls' }).scrapeUnknown).toBe('its scrape class tls is not read');
    expect(first({ scheme: 'ftp' }).scrapeUnknown).toBe('its scheme is neither http nor https');
  });

  it.each([
    [{ tlsConfig: { ca: { secret: { name: 'a', key: 'b' } }, caFile: '/x' } }, 'its tlsConfig sets both ca and caFile'],
    [
      { tlsConfig: { cert: { secret: { name: 'a', key: 'b' } }, certFile: '/x', keyFile: '/y' } },
      'its tlsConfig sets both cert and certFile',
    ],
    [{ tlsConfig: { certFile: '/x' } }, 'its tlsConfig sets a client certificate without its key, or the reverse'],
    [{ basicAuth: {}, oauth2: {} }, 'it sets several credentials'],
  ])('the operator rejects the whole monitor for %j', (endpoint, reason) => {
    const scrapes = monitorScrapes(monitor({ endpoints: [{ port: 'ok' }, endpoint] }));
    expect(scrapes.map((each) => each.portsUnknown)).toEqual(
      Array.from({ length: 2 }, () => `Prometheus Operator rejects it: endpoints[1]: ${reason}`),
    );
  });
});

describe('annotations', () => {
  it.each([
    [{}, null],
    [{ 'prometheus.io/scrape': 'false' }, null],
    [{ 'prometheus.io/scrape': 'true' }, { port: null, scheme: 'http', path: '/metrics' }],
    [
      { 'prometheus.io/scrape-slow': 'true', 'prometheus.io/port': '9187', 'prometheus.io/path': '/m', 'prometheus.io/scheme': 'https' },
      { port: 9187, scheme: 'https', path: '/m' },
    ],
    [
      { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '10.0.0.9:80', 'prometheus.io/scheme': 'ftp' },
      { port: null, scheme: 'http', path: '/metrics' },
    ],
    [
      { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '99999' },
      { port: null, scheme: 'http', path: '/metrics' },
    ],
  ])('%j', (annotations, expected) => {
    expect(annotatedScrape(annotations as Record<string, string>)).toEqual(expected);
  });
});

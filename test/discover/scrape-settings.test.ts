import { describe, expect, it } from 'vitest';
import type { Scrape } from '../../src/model/subject.ts';
import { discover, endpointId, endpointOf, monitor, monitored, type Objects } from './objects.ts';

/** What a scrape has of its monitor and its Prometheus, beside where it leads to. */

const prometheus = (spec: object) => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Prometheus',
  metadata: { name: 'main', namespace: 'db', uid: 'uid-main' },
  spec: { version: 'v3.16.0', serviceMonitorSelector: {}, ...spec },
});

async function scrapeOf(endpoint: object, spec: object = {}, of: Objects = {}): Promise<Scrape> {
  const servicemonitors = [monitor([{ port: 'http', ...endpoint }], { spec })];
  const { scrapes } = endpointOf(await discover(monitored({ prometheuses: [prometheus({})], ...of, servicemonitors })), endpointId);
  return scrapes[0] as Scrape;
}

describe('a scrape', () => {
  it('has HTTP/2, limits and a fallback as they are set', async () => {
    expect(await scrapeOf({})).toMatchObject({ http2: true, limits: '' });
    expect(await scrapeOf({})).not.toHaveProperty('fallbackProtocol');
    const spec = { sampleLimit: 1000, bodySizeLimit: '5MB', fallbackScrapeProtocol: 'PrometheusText0.0.4' };
    expect(await scrapeOf({ enableHttp2: false }, spec)).toMatchObject({
      http2: false,
      limits: 'sampleLimit 1000, bodySizeLimit 5MB',
      fallbackProtocol: 'PrometheusText0.0.4',
    });
  });

  it('has the limits that its Prometheus enforces', async () => {
    const prometheuses = [prometheus({ enforcedTargetLimit: 5 })];
    expect((await scrapeOf({}, {}, { prometheuses })).limits).toBe('targetLimit 5');
  });

  it('tells of files that are not known to be there, also where nothing is verified with them', async () => {
    const tlsConfig = { caFile: '/etc/prometheus/configmaps/ca/ca.crt', certFile: '/tls/tls.crt', keyFile: '/tls/tls.key' };
    const prometheuses = [prometheus({ configMaps: ['ca'] })];
    const configmaps = [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ca', namespace: 'db' }, data: {} }];
    const { tls } = await scrapeOf({ tlsConfig }, {}, { prometheuses, configmaps });
    expect(tls.files).toEqual([
      { of: 'ca', state: 'missing' },
      { of: 'certificate', state: expect.objectContaining({ cause: 'could-not-look' }) },
      { of: 'key', state: expect.objectContaining({ cause: 'could-not-look' }) },
    ]);
    expect((await scrapeOf({})).tls).not.toHaveProperty('files');
  });

  it('tells of the file of a token, unless it is that of every pod', async () => {
    expect((await scrapeOf({ bearerTokenFile: '/tokens/pgx' })).tls.files).toEqual([
      { of: 'token', state: { unknown: 'the token is the file /tokens/pgx of Prometheus, and no token is read', cause: 'out-of-mode' } },
    ]);
    expect((await scrapeOf({ bearerTokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token' })).tls).not.toHaveProperty('files');
  });
});

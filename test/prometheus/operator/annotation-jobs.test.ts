import { describe, expect, it } from 'vitest';
import { annotationJobs } from '../../../src/prometheus/operator/index.ts';
import { relabel } from '../../../src/prometheus/relabel/index.ts';

const [services, slowServices, pods, slowPods] = annotationJobs();

function scraped(job: typeof services, labels: Record<string, string>): Record<string, string> | null {
  const result = relabel(new Map(Object.entries(labels)), job?.relabelings ?? []);
  return 'kept' in result
    ? Object.fromEntries([...result.kept].filter(([name]) => /^__(address|scheme|metrics_path|param)/.test(name)))
    : null;
}

const of = (kind: string, annotations: Record<string, string>, rest: Record<string, string> = {}) => ({
  __address__: '10.244.0.1:8080',
  __scheme__: 'http',
  __metrics_path__: '/metrics',
  ...Object.fromEntries(
    Object.entries(annotations).map(([name, value]) => [`__meta_kubernetes_${kind}_annotation_prometheus_io_${name}`, value]),
  ),
  ...rest,
});
const service = (annotations: Record<string, string>) => of('service', annotations);
const pod = (annotations: Record<string, string>, ip = '10.244.0.1') =>
  of('pod', annotations, { __meta_kubernetes_pod_ip: ip, __meta_kubernetes_pod_phase: 'Running' });

describe('annotated Services', () => {
  it.each([
    [{}, null],
    [{ scrape: 'false' }, null],
    [{ scrape: 'true' }, { __address__: '10.244.0.1:8080', __scheme__: 'http', __metrics_path__: '/metrics' }],
    [
      { scrape: 'true', port: '9187', scheme: 'https', path: '/m', param_module: 'x' },
      { __address__: '10.244.0.1:9187', __scheme__: 'https', __metrics_path__: '/m', __param_module: 'x' },
    ],
    [
      { scrape: 'true', scheme: 'ftp', port: 'x' },
      { __address__: '10.244.0.1:8080', __scheme__: 'http', __metrics_path__: '/metrics' },
    ],
  ])('%j', (annotations, expected) => {
    expect(scraped(services, service(annotations))).toEqual(expected);
  });

  it('asked to be scraped slowly, it is not scraped fast as well', () => {
    expect(scraped(services, service({ scrape: 'true', scrape_slow: 'true' }))).toBeNull();
    expect(scraped(slowServices, service({ scrape_slow: 'true' }))).not.toBeNull();
    expect(scraped(slowServices, service({ scrape: 'true' }))).toBeNull();
  });
});

describe('annotated pods', () => {
  it.each([
    [pod({ scrape: 'true' }), '10.244.0.1:8080'],
    [pod({ scrape: 'true', port: '9187' }), '10.244.0.1:9187'],
    [pod({ scrape: 'true', port: '9187' }, 'fd00::1'), '[fd00::1]:9187'],
  ])('%#', (labels, address) => {
    expect(scraped(pods, labels)).toMatchObject({ __address__: address });
  });

  it('that have ended, or do not run yet, are not', () => {
    expect(scraped(pods, { ...pod({ scrape: 'true' }), __meta_kubernetes_pod_phase: 'Pending' })).toBeNull();
    expect(scraped(slowPods, { ...pod({ scrape_slow: 'true' }), __meta_kubernetes_pod_phase: 'Succeeded' })).toBeNull();
  });
});

it('has no TLS settings and no credentials, and no Prometheus is known to have it', () => {
  for (const job of annotationJobs()) {
    expect(job).toMatchObject({ tls: { configured: false }, credential: 'none', prometheus: null, uncertain: '', ca: { from: 'none' } });
    expect(job.id).toMatch(/^annotation\/kubernetes-(pods|service-endpoints)(-slow)?$/);
  }
});

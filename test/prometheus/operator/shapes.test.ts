import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  podMonitorShape,
  probeShape,
  prometheusShape,
  scrapeConfigShape,
  serviceMonitorShape,
} from '../../../src/prometheus/operator/index.ts';
import { serviceMonitor } from './support.ts';

const metadata = { name: 'x', namespace: 'db' };
const shapes = { serviceMonitorShape, podMonitorShape, probeShape, scrapeConfigShape, prometheusShape };

describe('slim copies', () => {
  it.each(Object.entries(shapes))('%s takes an object with nothing but a name, and nulls', (_, shape) => {
    expect(v.is(shape, { metadata, spec: {} })).toBe(true);
    const nulls = Object.fromEntries(
      [
        'selector',
        'namespaceSelector',
        'endpoints',
        'podMetricsEndpoints',
        'targets',
        'relabelings',
        'params',
        'tlsConfig',
        'staticConfigs',
      ].map((field) => [field, null]),
    );
    expect(v.is(shape, { metadata, spec: nulls })).toBe(true);
  });

  it.each(Object.entries(shapes))('%s refuses what is none', (_, shape) => {
    for (const odd of [
      null,
      'x',
      { metadata },
      { spec: {} },
      { metadata, spec: { relabelings: 'x', endpoints: 'x', podMetricsEndpoints: 'x', metricRelabelings: 'x', scrapeClasses: 'x' } },
    ])
      expect(v.is(shape, odd)).toBe(false);
  });

  it('lists have bounds: beyond them an object is not understood', () => {
    const relabelings = Array.from({ length: 501 }, () => ({}));
    expect(v.is(serviceMonitorShape, { metadata, spec: { endpoints: [{ relabelings }] } })).toBe(false);
    expect(v.is(scrapeConfigShape, { metadata, spec: { relabelings } })).toBe(false);
    expect(v.is(probeShape, { metadata, spec: { targets: { staticConfig: { static: Array.from({ length: 5001 }, () => 'x') } } } })).toBe(
      false,
    );
  });

  it('carry no secret that is written where none belongs', () => {
    const odd = v.safeParse(serviceMonitorShape, {
      metadata,
      spec: { endpoints: [{ basicAuth: { username: { name: 'a', key: 'b', value: 'hunter2' } }, token: 'hunter2' }] },
    });
    expect(odd.success).toBe(true);
    expect(JSON.stringify(odd.output)).not.toContain('hunter2');
  });

  it('names are printable', () => {
    expect(serviceMonitor({}, { name: 'a\u001B[2J' }).metadata.name).toBe('a\ufffd[2J');
  });
});

import { describe, expect, it } from 'vitest';
import { onlyJob, podMonitor, probe, prometheus, scrapeConfig, serviceMonitor } from './support.ts';

const jobOf = (own: object, of: object) => onlyJob({ prometheuses: [prometheus(of)], serviceMonitors: [serviceMonitor(own)] });
const limitsOf = (own: object, of: object) => jobOf(own, of).limits;
const fallbackOf = (own: object, of: object) => jobOf(own, of).fallbackProtocol;
const before = { version: 'v2.44.0' }; // there are no limits in the global section

describe('the limits of a scrape', () => {
  it.each<[string, object, object, object]>([
    ['none', {}, {}, {}],
    ['the own ones', { sampleLimit: 10, labelLimit: 0, bodySizeLimit: '5MB' }, {}, { sampleLimit: '10', bodySizeLimit: '5MB' }],
    [
      'those of the Prometheus where it has none',
      { sampleLimit: 0 },
      { sampleLimit: 7, labelLimit: 8, bodySizeLimit: '1MB' },
      { sampleLimit: '7', labelLimit: '8', bodySizeLimit: '1MB' },
    ],
    ['which an old one does not write', {}, { ...before, sampleLimit: 7, bodySizeLimit: '1MB' }, {}],
    [
      'those that are enforced, if they are lower',
      { sampleLimit: 10, targetLimit: 3 },
      { enforcedSampleLimit: 5, enforcedTargetLimit: 4 },
      { sampleLimit: '5', targetLimit: '3' },
    ],
    ['of the global and the enforced one the lower', {}, { sampleLimit: 9, enforcedSampleLimit: 8 }, { sampleLimit: '8' }],
    ['the enforced one, in an old one too', {}, { ...before, sampleLimit: 3, enforcedSampleLimit: 8 }, { sampleLimit: '8' }],
    ['1MB is less than 1025KiB', { bodySizeLimit: '1MB' }, { enforcedBodySizeLimit: '1025KiB' }, { bodySizeLimit: '1MB' }],
    ['and 1025KB more than 1MiB', { bodySizeLimit: '1025KB' }, { enforcedBodySizeLimit: '1MiB' }, { bodySizeLimit: '1MiB' }],
    ['an enforced size goes before the global one', {}, { bodySizeLimit: '9MB', enforcedBodySizeLimit: '8MB' }, { bodySizeLimit: '8MB' }],
    [
      'but a size of zero is none: then it is the global one',
      { bodySizeLimit: '0' },
      { bodySizeLimit: '9MB', enforcedBodySizeLimit: '8MB' },
      { bodySizeLimit: '9MB' },
    ],
    ['none that the Prometheus does not know', { labelLimit: 1, targetLimit: 2 }, { version: 'v2.26.0' }, { targetLimit: '2' }],
  ])('%s', (_, own, of, limits) => expect(limitsOf(own, of)).toEqual(limits));

  it('of a Probe: a size only where one is enforced', () => {
    const probes = [probe({ sampleLimit: 4, bodySizeLimit: '1MB' })];
    expect(onlyJob({ probes }).limits).toEqual({ sampleLimit: '4' });
    const prometheuses = [prometheus({ enforcedBodySizeLimit: '8MB' })];
    expect(onlyJob({ prometheuses, probes }).limits).toEqual({ sampleLimit: '4', bodySizeLimit: '8MB' });
  });

  it('of a PodMonitor and a ScrapeConfig', () => {
    expect(onlyJob({ podMonitors: [podMonitor({ sampleLimit: 4 })] }).limits).toEqual({ sampleLimit: '4' });
    expect(onlyJob({ scrapeConfigs: [scrapeConfig({ labelValueLengthLimit: 4 })] }).limits).toEqual({ labelValueLengthLimit: '4' });
  });
});

describe('the protocol of answers that name none', () => {
  const scrapeClasses = [{ name: 'text', default: true, fallbackScrapeProtocol: 'PrometheusText0.0.4' }];
  const own = { fallbackScrapeProtocol: 'OpenMetricsText1.0.0' };

  it('is that of the monitor, else of its scrape class', () => {
    expect(fallbackOf({}, {})).toBeUndefined();
    expect(fallbackOf({}, { scrapeClasses })).toBe('PrometheusText0.0.4');
    expect(fallbackOf(own, { scrapeClasses })).toBe('OpenMetricsText1.0.0');
  });

  it('is unknown to Prometheus 2, and to what came before 3.0', () => {
    for (const version of ['v2.55.1', 'v3.0.0-rc.0']) expect(fallbackOf(own, { version })).toBeUndefined();
    expect(fallbackOf(own, { version: 'v3.0.0' })).toBe('OpenMetricsText1.0.0');
  });
});

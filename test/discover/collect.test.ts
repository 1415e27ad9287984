import { describe, expect, it } from 'vitest';
import type { Access } from '../../src/model/report.ts';
import { discover, endpointId, endpointOf, monitored } from './objects.ts';

const isMonitors = ({ resource }: Access): boolean => resource === 'servicemonitors.monitoring.coreos.com';

describe('what may not be read', () => {
  it('of monitors leaves the scrapes unknown', async () => {
    const discovery = await discover(monitored(), {}, { servicemonitors: 'forbidden' });
    expect(endpointOf(discovery, endpointId)).toMatchObject({
      scrapes: [],
      scrapesUnknown: 'monitors not readable: servicemonitors.monitoring.coreos.com is forbidden',
    });
    expect(discovery.access.find(isMonitors)?.outcome).toBe('forbidden');
  });

  it('of monitors in other namespaces leaves the rest unknown', async () => {
    const discovery = await discover(monitored(), { namespaces: ['db'] }, { 'servicemonitors@': 'forbidden' });
    expect(endpointOf(discovery, endpointId)).toMatchObject({
      scrapes: [{ id: 'serviceMonitor/db/pgx/0' }],
      scrapesUnknown: expect.stringMatching(/^monitors only partly readable: /),
    });
    expect(discovery.access.find(isMonitors)).toMatchObject({ outcome: 'partial', count: 1 });
  });

  it('because the CRD is not there is no gap', async () => {
    expect(endpointOf(await discover(monitored(), {}, { servicemonitors: 'absent' }), endpointId).scrapesUnknown).toBe('');
  });

  it('of pods leaves targets unproven, with the Service as their owner', async () => {
    const discovery = await discover(monitored(), {}, { pods: 'forbidden' });
    expect(endpointOf(discovery, 'db/Service/pgx:9187').targets).toMatchObject([
      { pod: { name: 'pgx-5d4f8b9c7-abcde' }, proof: { proven: false, reason: 'pods not readable: pods is forbidden' } },
    ]);
  });

  it('of slices leaves what pods tell by themselves', async () => {
    const discovery = await discover(monitored(), {}, { endpointslices: 'forbidden' });
    expect(endpointOf(discovery, endpointId).scrapesUnknown).toBe(
      'EndpointSlices not readable: endpointslices.discovery.k8s.io is forbidden',
    );
    expect(discovery.notProbed[0]?.reason).toMatch(/^EndpointSlices not readable/);
  });

  it('of Services and pods together ends the scan, naming -n', async () => {
    const refused = { services: 'forbidden', pods: 'forbidden' } as const;
    await expect(discover(monitored(), {}, refused)).rejects.toThrow(
      expect.objectContaining({
        exitCode: 3,
        message: 'not allowed to list services and pods in all namespaces: services is forbidden',
        hint: expect.stringContaining('-n NAMESPACE'),
      }),
    );
    await expect(discover(monitored(), { namespaces: ['a', 'b'] }, refused)).rejects.toThrow('in namespace a, b: a: services is forbidden');
  });
});

import { describe, expect, it } from 'vitest';
import { behind, discover, endpointId, endpointOf, monitor, monitored, replica, slice } from './objects.ts';

const two = monitored({
  pods: [
    replica(1),
    replica(2, { metadata: { namespace: 'web', ownerReferences: [], labels: { team: 'b' } } }),
    replica(3, { metadata: { ownerReferences: [], labels: { team: 'b' } } }),
  ],
  endpointslices: [slice({ endpoints: behind(1) })],
});
const ids = async (...given: Parameters<typeof discover>): Promise<string[]> => (await discover(...given)).endpoints.map((each) => each.id);

describe('the scope', () => {
  it('is limited to namespaces', async () => {
    expect(await ids(two)).toEqual([endpointId, 'db/Pod/pgx-3:9187', 'web/Pod/pgx-2:9187']);
    expect(await ids(two, { namespaces: ['web'] })).toEqual(['web/Pod/pgx-2:9187']);
    expect(await ids(two, { namespaces: ['web', 'db', 'web'] })).toHaveLength(3);
  });

  it('is limited by labels of Services, and of pods without one', async () => {
    expect(await ids(two, { selector: 'app=pgx' })).toEqual([endpointId]);
    expect(await ids(two, { selector: 'team=b' })).toEqual(['db/Pod/pgx-3:9187', 'web/Pod/pgx-2:9187']);
    await expect(discover(two, { selector: 'a b' })).rejects.toThrow('--selector a b');
  });

  it('sees monitors of other namespaces', async () => {
    const servicemonitors = [
      monitor([{ port: 'http' }], { metadata: { namespace: 'monitoring' }, spec: { namespaceSelector: { any: true } } }),
    ];
    const endpoint = endpointOf(await discover({ ...two, servicemonitors }, { namespaces: ['db'] }), endpointId);
    expect(endpoint.scrapes.map((each) => each.id)).toEqual(['serviceMonitor/monitoring/pgx/0']);
  });
});

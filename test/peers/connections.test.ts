import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { debianDefault } from './servers/index.ts';
import { look } from './support/engine.ts';
import { startServer, type RunningServer } from './support/server.ts';

/** What an audit costs the exporter that Debian ships, with its default settings and an RSA key: 14 suites, four groups, two versions. */
describe('connections to the default exporter', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(debianDefault);
  });
  afterAll(() => server?.stop());

  it.each([
    { depth: 'decision', most: 8, groups: undefined },
    { depth: 'full', most: 28, groups: ['transport', 'tls', 'key_exchange', 'certificate', 'http'] },
    { depth: 'full', most: 36, groups: undefined },
  ] as const)('at most $most for depth $depth, of $groups', async ({ depth, most, groups }) => {
    const looking = { depth, most: 100, ...(groups && { groups }) };
    expect((await look(server.port, looking)).connections).toBeLessThanOrEqual(most);
  });
});

import { describe, expect, it } from 'vitest';
import { judges } from './judges/index.ts';
import { nodeServers, opensslServers } from './servers/index.ts';
import { look, versionsOf } from './support/engine.ts';
import { startServer } from './support/server.ts';

const quickOf = [nodeServers, opensslServers].map(([first]) => first).filter((spec) => spec !== undefined);

describe('SSLv2', () => {
  it.each(quickOf)('is seen, or not, as every judge sees it: $name', async (spec) => {
    const server = await startServer(spec);
    try {
      const decision = versionsOf(await look(server.port, { depth: 'decision', most: 12 })).includes('SSLv2');
      const full = versionsOf(await look(server.port, { depth: 'full', most: 400 })).includes('SSLv2');
      expect([decision, full]).toEqual([spec.name.includes('SSLv2'), spec.name.includes('SSLv2')]);
      const told = [];
      for (const judge of judges.filter(({ slow }) => !slow)) told.push((await judge.judge(server.port)).versions.includes('SSLv2'));
      expect(told).toEqual(told.map(() => full));
    } finally {
      server.stop();
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import type { Tls } from '../../src/model/facts.ts';
import { unpack } from '../../src/model/packed.ts';
import { suiteName } from '../../src/model/registry.ts';
import { pgxAudit } from '../e2e/support/cli.ts';
import { nmap } from './judges/nmap.ts';
import { debianDefault, nodeServers } from './servers/index.ts';
import { startServer, type RunningServer, type ServerSpec } from './support/server.ts';

/** The built command line, from the flags to the JSON report. */
describe.each([debianDefault, ...nodeServers.filter(({ quick }) => quick)] as ServerSpec[])('$name', (spec) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(spec);
  });
  afterAll(() => server?.stop());

  it('pgx-audit scan --depth full --format json reports the suites that nmap sees', async () => {
    const { stdout } = await pgxAudit(['scan', '--target', `127.0.0.1:${server.port}`, '--depth', 'full', '--format', 'json']);
    const { observations } = JSON.parse(stdout) as Report;
    const fact = observations[0]?.facts.find(({ group }) => group === 'tls');
    const { suites } = (fact && 'known' in fact ? fact.known : { suites: [] }) as Tls;
    const accepted = unpack(suites, suiteName).filter((row) => row.accepted === true);
    expect(accepted.map(({ version, name }) => `${version} ${name}`).sort()).toEqual((await nmap.judge(server.port)).suites);
  });
});

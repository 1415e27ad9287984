import { afterEach, describe, expect, it } from 'vitest';
import { type MiniatureCluster, type MiniatureClusterOptions, startMiniatureCluster } from '../miniature/cluster.ts';
import { exporters } from '../miniature/inventory.ts';
import { pgxAudit, scanJson } from './support/cli.ts';
import { endpointId, findingOf } from './support/report.ts';

describe('what is not given is not taken', () => {
  let cluster: MiniatureCluster;
  afterEach(() => cluster.stop());

  async function start(options: MiniatureClusterOptions): Promise<string[]> {
    cluster = await startMiniatureCluster(options);
    return ['--kubeconfig', cluster.kubeconfig, '--allow-cidr', '127.0.0.0/8'];
  }

  it('no ServiceMonitor CRD is no error: annotations and images still find exporters', async () => {
    const args = await start({ absentGroups: ['monitoring.coreos.com'] });
    const { code, report } = await scanJson(args);
    expect(code).toBe(1);
    expect(report.coverage.percent).not.toBeNull();
    expect(report.coverage.access).toContainEqual(
      expect.objectContaining({ resource: expect.stringMatching(/^servicemonitors/) as string, outcome: 'absent' }),
    );
    expect(findingOf(report, 'plaintext', endpointId(cluster, 'plaintext'))?.verdict).toBe('fail');
  });

  it('a 403 on ServiceMonitors: rules about the scrape are unknown, and so is the coverage', async () => {
    const args = await start({ forbidden: ['servicemonitors'] });
    const { code, report } = await scanJson([...args, '--fail-on', 'never', '--min-coverage', '1']);
    expect(code).toBe(4);
    expect(report.coverage).toMatchObject({ percent: null, unknownBecause: expect.stringContaining('servicemonitors') as string });
    expect(findingOf(report, 'skip-verify', endpointId(cluster, 'staticRsa'))).toMatchObject({
      verdict: 'unknown',
      message: expect.stringContaining('monitors not readable') as string,
    });
    const refused = report.coverage.access.find(({ outcome }) => outcome === 'forbidden');
    expect(refused?.detail).toContain('User "auditor" cannot list resource "servicemonitors"');
  });

  it('a 403 on Pods: nothing is proven, and the coverage is unknown', async () => {
    const args = await start({ forbidden: ['pods'] });
    const { report } = await scanJson(args);
    expect(report.coverage.percent).toBeNull();
    expect(report.coverage.unknownBecause).toContain('pods');
  });

  it('a 403 on Services and Pods: exit 3, naming -n', async () => {
    const args = await start({ forbidden: ['services', 'pods'] });
    const { code, stdout, stderr } = await pgxAudit(['scan', ...args]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/-n/);
  });

  it('a ConfigMap that may not be read makes its CA unknown, not wrong', async () => {
    const args = await start({ forbidden: ['configmaps'] });
    const { report } = await scanJson(args);
    expect(findingOf(report, 'untrusted-chain', endpointId(cluster, 'only13'))?.verdict).toBe('unknown');
  });

  it('a continue token that expires on the way restarts the list', async () => {
    const args = await start({ expireContinue: 1 });
    const { report } = await scanJson(args);
    expect(report.coverage.percent).not.toBeNull();
    expect(report.coverage.access.every(({ outcome }) => outcome === 'listed' || outcome === 'absent')).toBe(true);
  });

  it('without --allow-cidr no loopback address is dialled', async () => {
    const [flag = '', file = ''] = await start({});
    const { code, report } = await scanJson([flag, file]);
    expect(code).not.toBe(0);
    expect(report.observations.reduce((sum, { connections }) => sum + connections, 0)).toBe(0);
    expect(cluster.connections('plaintext') + cluster.connections('only13')).toBe(0);
  });

  it('--dry-run tells every endpoint and the most connections it will see, and dials none', async () => {
    const args = await start({});
    const { code, stdout } = await pgxAudit(['scan', ...args, '--dry-run']);
    expect(code).toBe(0);
    const after = stdout.slice(stdout.indexOf(`\n${endpointId(cluster, 'only12')}:`));
    expect(after.split('\n').slice(0, 3).join(' ')).toMatch(/GET \/\S*, at most ([1-9]|1[0-2]) connections\b/);
    expect(stdout).toMatch(/^Each target is asked[^\n]*:\n {2}- a TLS handshake, and GET of its path over it, without credentials\n/);
    expect(stdout).toMatch(/managed-mongodb: not probed: ExternalName/);
    expect(stdout.split('\n').filter((each) => each.length > 80)).toEqual([]);
    expect(exporters.filter(({ key }) => cluster.connections(key) > 0)).toEqual([]);
  });
});

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { knownOf } from '../../src/model/fact.ts';
import type { Tls } from '../../src/model/facts.ts';
import { observationsOf, scan } from './scan.ts';

const run = promisify(execFile);

/** What sslscan, which shares no code with us, says that a server accepts. */
async function judged(address: string): Promise<string[]> {
  const { stdout } = await run('sslscan', [
    '--xml=-',
    '--no-ciphersuites',
    '--no-fallback',
    '--no-renegotiation',
    '--no-compression',
    address,
  ]);
  const enabled = [...stdout.matchAll(/<protocol type="(ssl|tls)" version="(3|1\.\d)" enabled="1"/g)];
  return enabled.map(([, type, version]) => (type === 'ssl' ? `SSLv${version}` : `TLSv${version}`));
}

describe('TLS versions, beside sslscan', () => {
  it.each([
    'node-go126/Deployment/tls-default:9100',
    'node-go126/Deployment/tls13-noclientcert:9100',
    'node-go126/Deployment/tls12-requireandverifyclientcert:9100',
    'node-go119/Deployment/tls-default:9100',
    'postgres-go119/Deployment/mutual-tls13:9187',
    'others/Deployment/tls10-only:9443',
    'others/Deployment/nginx-client-certificate:8443',
  ])('%s', async (endpoint) => {
    const [namespace = ''] = endpoint.split('/');
    const { report } = await scan('--kubeconfig', inject('kubeconfig'), '--namespace', namespace);
    const [observation] = observationsOf(report, endpoint);
    const accepted = (knownOf<Tls>(observation?.facts ?? [], 'tls')?.versions ?? []).filter((version) => version.accepted === true);
    const { host, port } = observation?.address ?? { host: '', port: 0 };
    expect(accepted.map((version) => version.name).toSorted()).toEqual((await judged(`${host}:${port}`)).toSorted());
  });
});

import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startMiniatureCluster } from '../miniature/cluster.ts';
import { hostile, startHostile } from '../support/hostile.ts';
import { createCa, issue, type Issued } from '../support/pki.ts';
import { pgxAudit, scanJson } from './support/cli.ts';

const formats = ['json', 'sarif', 'junit', 'table'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pgx-audit-record-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (name: string): string => path.join(folder, name);
const outputs = (name: string): string[] => formats.flatMap((format) => ['-o', `${format}=${at(`${name}.${format}`)}`]);
const reports = (name: string): Promise<string[]> => Promise.all(formats.map((format) => readFile(at(`${name}.${format}`), 'utf8')));

/** An exporter that says, with every answer, what nobody should keep. */
async function startTalkative(certificate: Issued): Promise<{ readonly port: number; readonly stop: () => void }> {
  const server = createServer({ cert: certificate.chainPem, key: certificate.keyPem }, (_, response) => {
    response.writeHead(401, {
      'content-type': 'text/plain; charset=utf-8',
      'set-cookie': 'session=s3cret-cookie',
      'www-authenticate': 'Negotiate s3cret-challenge',
      'x-api-key': 's3cret-header',
      location: 'https://user:s3cret-user@sso/?token=s3cret-query',
    });
    response.end('pgx_up{dsn="postgres://u:s3cret-body@db"} 1\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, stop };
}

describe('--record and --replay', () => {
  let recorded: { readonly code: number | null; readonly stderr: string };
  let certificate: Issued;

  beforeAll(async () => {
    const cluster = await startMiniatureCluster();
    certificate = await issue(await createCa({ name: 'talkative' }), { cn: 'talkative' });
    const talkative = await startTalkative(certificate);
    const targets = ['--target', `127.0.0.1:${talkative.port}/metrics`, '--kubeconfig', cluster.kubeconfig];
    const more = ['--allow-cidr', '127.0.0.0/8', '--min-coverage', '50', '--expiry-warning', '30d', '--record', at('r.jsonl')];
    recorded = await pgxAudit(['scan', ...targets, ...more, ...outputs('live')]);
    talkative.stop();
    await cluster.stop();
  }, 60_000);

  it('comes to the same report in every format, when nothing is there any more', async () => {
    const { code, stderr } = await pgxAudit(['scan', '--replay', at('r.jsonl'), ...outputs('again')]);
    expect(await reports('again')).toEqual(await reports('live'));
    expect({ code, stderr }).toEqual({ code: recorded.code, stderr: recorded.stderr });
  });

  it('can be judged otherwise than it was', async () => {
    const codes = [['--fail-on', 'never'], ['--exit-zero'], ['--fail-on', 'never', '--min-coverage', '100'], []].map(async (flags) => {
      const { code, stderr } = await pgxAudit(['scan', '--replay', at('r.jsonl'), '--quiet', ...flags]);
      return [code, stderr];
    });
    expect(await Promise.all(codes)).toEqual([
      [0, ''],
      [0, ''],
      [4, ''],
      [1, ''],
    ]);
  });

  it('keeps no secret, and nothing that was not needed', async () => {
    const text = await readFile(at('r.jsonl'), 'utf8');
    expect(text).not.toMatch(/s3cret|set-cookie|x-api-key|PRIVATE KEY|pgx_up/);
    expect(text).toContain('"www-authenticate":"Negotiate"');
    expect(new Set(text.match(/-----BEGIN [A-Z ]+-----/g))).toEqual(new Set(['-----BEGIN CERTIFICATE-----']));
    const key = certificate.keyPem.replaceAll(/-----.*-----|\s/g, '');
    expect(text).not.toContain(key.slice(0, 40));
    expect(text).toContain(Buffer.from(certificate.der).toString('base64'));
    expect(text).not.toContain('correct horse'); // the password of the miniature cluster's exporter
  });

  it('keeps no credential that the user gave with a path: only there the report of the replay is another one', async () => {
    const live = await scanJson(['--target', '127.0.0.1:1/metrics?token=s3cret-path', '--record', at('path.jsonl')]);
    expect(await readFile(at('path.jsonl'), 'utf8')).not.toContain('s3cret');
    const again = await scanJson(['--replay', at('path.jsonl')]);
    expect(again.stdout).toBe(live.stdout.replaceAll('token=s3cret-path', 'token=…1'));
  });

  it('is for nobody else to read, and leaves nothing beside it', async () => {
    expect(((await stat(at('r.jsonl'))).mode & 0o777).toString(8)).toBe('600');
    expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('replaces a recording that was there only when it is complete', async () => {
    await writeFile(at('old.jsonl'), 'old');
    const failed = await pgxAudit(['scan', '--kubeconfig', '/no/such/file', '--record', at('old.jsonl')]);
    expect([failed.code, await readFile(at('old.jsonl'), 'utf8')]).toEqual([3, 'old']);
    await scanJson(['--target', '127.0.0.1:1', '--record', at('old.jsonl')]);
    expect(await readFile(at('old.jsonl'), 'utf8')).toMatch(/^\{"kind":"header"/);
    expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('is partial where the scan was', async () => {
    const silent = await startHostile(hostile.silent);
    onTestFinished(() => silent.stop());
    const targets = ['--target', `127.0.0.1:${silent.port}`, '--timeout', '60s', '--deadline', '1s'];
    const live = await scanJson([...targets, '--record', at('partial.jsonl')]);
    const again = await scanJson(['--replay', at('partial.jsonl')]);
    expect(again.report).toEqual(live.report);
    expect([again.report.partial, live.code, again.code]).toEqual([true, 3, 3]);
    expect(again.stderr).toBe('pgx-audit: partial: deadline of 1 s reached · exit 3\n');
  });

  it('holds what --depth full asks, too', async () => {
    const talkative = await startTalkative(certificate);
    onTestFinished(talkative.stop);
    const target = ['--target', `127.0.0.1:${talkative.port}/metrics`, '--depth', 'full', '--http-surface', '--measure-cost'];
    const live = await scanJson([...target, '--record', at('full.jsonl')]);
    expect((await scanJson(['--replay', at('full.jsonl')])).report).toEqual(live.report);
  });

  it('tells where other rules may have asked more', async () => {
    const [header = '', ...rest] = (await readFile(at('r.jsonl'), 'utf8')).split('\n');
    await writeFile(at('older.jsonl'), [header.replace(/"digest":"\w+"/, '"digest":"0"'), ...rest].join('\n'));
    const { stderr } = await pgxAudit(['scan', '--replay', at('older.jsonl')]);
    expect(stderr).toMatch(
      /^pgx-audit: recorded by pgx-audit \S+, with other rules than those of \S+: what was not asked then is unknown\n/,
    );
  });
});

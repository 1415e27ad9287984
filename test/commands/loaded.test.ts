import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLoaded, type LoadedFlags } from '../../src/commands/loaded.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pgx-audit-loaded-'));
  const files = {
    'targets.json': '{"status":"success","data":{"activeTargets":[],"droppedTargets":[],"droppedTargetCounts":{"node":0}}}',
    'data.json': '{"activeTargets":[]}',
    'other.json': '{"status":"success","data":{"result":[]}}',
    'broken.json': '{"status"',
    token: 'abc\n',
    'ca.pem': 'no certificate',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});
afterAll(async () => rm(folder, { recursive: true }));

const file = (name: string): string => join(folder, name);
const read = (flags: Partial<LoadedFlags>) =>
  readLoaded({ prometheusUrl: [], prometheusTargets: [], ...flags }, { signal: new AbortController().signal, userAgent: 'pgx-audit/test' });

describe('--prometheus-targets', () => {
  it('is a saved answer of the targets API; none asks nothing', async () => {
    expect(await read({})).toBeNull();
    const both = await read({ prometheusTargets: [file('targets.json'), file('data.json')] });
    expect(both?.map(({ name, pools }) => [name, [...pools]])).toEqual([
      [file('targets.json'), ['node']],
      [file('data.json'), []],
    ]);
  });

  it.each([
    ['missing.json', 'there is no such file'],
    ['other.json', 'no list of targets'],
    ['broken.json', 'is not JSON'],
    ['', 'cannot read'],
  ])('%s is a mistake', async (name, message) => {
    await expect(read({ prometheusTargets: [file(name)] })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });
});

describe('--prometheus-url', () => {
  it.each([
    [{ prometheusTokenFile: 'token' }, 'need --prometheus-url'],
    [{ prometheusUrl: ['http://prometheus'], prometheusTokenFile: 'token' }, 'would be sent in the clear'],
    [{ prometheusUrl: ['https://prometheus'], prometheusCa: 'ca.pem' }, '--prometheus-ca: holds no PEM certificate'],
    [{ prometheusUrl: ['https://prometheus'], prometheusCa: 'none.pem' }, '--prometheus-ca: cannot read'],
  ])('%j is a mistake', async (flags: Partial<LoadedFlags>, message) => {
    const { prometheusCa: ca, prometheusTokenFile: token } = flags;
    const given = { ...flags, ...(ca && { prometheusCa: file(ca) }), ...(token && { prometheusTokenFile: file(token) }) };
    await expect(read(given)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
  });
});

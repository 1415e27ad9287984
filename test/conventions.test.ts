import { readdir, readFile, mkdtemp, cp, writeFile, rm, mkdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

async function filesUnder(folder: string, ending: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

async function violations(baseDir: string): Promise<ICruiseResult> {
  const options: ICruiseOptions = { ...(await extractOptions(join(root, '.dependency-cruiser.cjs'))), baseDir, validate: true };
  const { output } = await cruise(['src'], options);
  if (typeof output === 'string') throw new Error(output);
  return output;
}

/** One violation per arrow: the file that is planted, and the rule that must refuse it. */
const planted: readonly (readonly [rule: string, file: string, imports: string])[] = [
  ['model-arrows', 'src/model/planted.ts', '../net/index.ts'],
  ['x509-arrows', 'src/x509/planted.ts', '../probes/index.ts'],
  ['exporters-arrows', 'src/exporters/planted.ts', '../x509/index.ts'],
  ['prometheus-arrows', 'src/prometheus/planted.ts', '../discover/index.ts'],
  ['declared-arrows', 'src/declared/planted.ts', '../derive/index.ts'],
  ['derive-arrows', 'src/derive/planted.ts', '../probes/index.ts'],
  ['discover-arrows', 'src/discover/planted.ts', '../net/index.ts'],
  ['net-arrows', 'src/net/planted.ts', '../x509/index.ts'],
  ['kube-arrows', 'src/kube/planted.ts', '../discover/index.ts'],
  ['probes-arrows', 'src/probes/planted.ts', '../net/index.ts'],
  ['rules-arrows', 'src/rules/planted.ts', '../derive/index.ts'],
  ['reporters-arrows', 'src/reporters/planted.ts', '../rules/index.ts'],
  ['the-line-is-below-the-commands', 'src/scan.ts', './commands/io.ts'],
  ['no-cycles', 'src/model/planted-cycle.ts', './planted-other.ts'],
  ['sockets', 'src/probes/planted-socket.ts', 'node:net'],
  ['client-node-in-one-file', 'src/discover/planted-client.ts', '@kubernetes/client-node'],
  ['re2-in-relabeling', 'src/discover/planted-pattern.ts', 're2js'],
  ['cel-in-rules', 'src/rules/planted-cel.ts', '@marcbachmann/cel-js'],
  ['chalk-in-the-table', 'src/commands/planted-chalk.ts', 'chalk'],
  ['yaml-in-loaders', 'src/derive/planted-yaml.ts', 'yaml'],
  ['no-tests-in-src', 'src/planted-test.ts', '../test/conventions.test.ts'],
];

describe('the arrows', () => {
  let copy = '';
  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'pgx-audit-arrows-'));
    for (const name of ['src', 'rules', 'package.json', 'tsconfig.json']) await cp(join(root, name), join(copy, name), { recursive: true });
    await mkdir(join(copy, 'test'));
    await writeFile(join(copy, 'test/conventions.test.ts'), 'export {};\n');
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  });
  afterAll(async () => rm(copy, { recursive: true, force: true }));

  it('hold, and every file of src is looked at', async () => {
    const result = await violations(root);
    const sources = await filesUnder(join(root, 'src'), '.ts');
    const seen = result.modules.map((module) => module.source).filter((source) => source.startsWith('src/'));
    expect(seen.toSorted()).toEqual(sources.toSorted());
    expect(result.summary.violations).toEqual([]);
  });

  it('refuse a planted violation of each', async () => {
    for (const [, file, imports] of planted) {
      const path = join(copy, file);
      const before = await readFile(path, 'utf8').catch(() => 'export {};\n');
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, `import '${imports}';\n${before}`);
    }
    await writeFile(join(copy, 'src/model/planted-other.ts'), "import './planted-cycle.ts';\n");
    const found = (await violations(copy)).summary.violations.map((violation) => `${violation.rule.name} ${violation.from}`);
    for (const [rule, file] of planted) expect(found).toContain(`${rule} ${file}`);
  });
});

describe('the house', () => {
  it('names no exporter in src', async () => {
    const names = [
      'postgres',
      'node_exporter',
      'node-exporter',
      'mysqld',
      'redis',
      'mongodb',
      'elasticsearch',
      'rabbitmq',
      'memcached',
      'blackbox',
    ];
    for (const file of await filesUnder(join(root, 'src'), '.ts')) {
      const text = (await readFile(join(root, file), 'utf8')).toLowerCase();
      for (const name of names) expect(text.includes(name), `${file} names ${name}`).toBe(false);
    }
  });

  it('touches process, console and the clock only in commands and cli', async () => {
    for (const file of await filesUnder(join(root, 'src'), '.ts')) {
      if (file.startsWith('src/commands/') || file === 'src/cli.ts') continue;
      const text = await readFile(join(root, file), 'utf8');
      expect(/\bprocess\.|\bconsole\.|Date\.now\(|new Date\(\)/.exec(text)?.[0], file).toBeUndefined();
    }
  });

  it('keeps its files small', async () => {
    for (const file of await filesUnder(join(root, 'src'), '.ts')) {
      const lines = (await readFile(join(root, file), 'utf8')).split('\n').length;
      expect(lines, file).toBeLessThanOrEqual(250);
    }
  });
});

describe('package-lock.json', () => {
  it('names every optional package, for platforms other than the one that wrote it: npm ci refuses the lock otherwise', async () => {
    const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const optional = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map((name) => ({ path, name })),
    );
    const missing = optional.filter(
      ({ path, name }) => !lock.packages[`${path}/node_modules/${name}`] && !lock.packages[`node_modules/${name}`],
    );
    expect(missing).toEqual([]);
  });
});

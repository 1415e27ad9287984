import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataPath, readParsed } from '../data.ts';
import { objectReaders, readers } from '../declared/index.ts';
import { createDerivers } from '../derive/index.ts';
import type { Deriver } from '../model/probe.ts';
import { probes } from '../probes/index.ts';
import { loadRules, type RuleSet } from '../rules/index.ts';

type Shapes = Parameters<typeof loadRules>[0]['shapes'];

/** The shapes of all fact groups, from the lists of the rooms that make them. */
export const factShapes = (derivers: readonly Deriver[]): Shapes =>
  Object.fromEntries([
    ...probes.map(({ group, shape }) => [group, { shape, scope: 'target' as const }] as const),
    ...[...readers, ...objectReaders, ...derivers].map(({ group, shape, scope }) => [group, { shape, scope }] as const),
  ]);

/** Loads the rules that come with the package; `params` overrides parameters by rule id. Of the derivers only the shapes count: no roots are parsed. */
export async function loadBuiltInRules(params: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {}): Promise<RuleSet> {
  const folder = dataPath('rules', 'checks');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const valueOf = await readParsed();
  const files = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      return { path: `rules/checks/${name}`, text, value: valueOf(text) };
    }),
  );
  return loadRules({ files, shapes: factShapes(createDerivers({ publicRoots: [] })), params });
}

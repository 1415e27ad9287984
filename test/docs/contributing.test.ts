import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dataPath } from '../../src/data.ts';
import { parseCatalogue, recognise } from '../../src/exporters/index.ts';
import { loadRules } from '../../src/rules/index.ts';
import { testRule } from '../rules/rule-tests.ts';
import { checkFiles, shapes } from '../rules/support.ts';

const contributing = readFileSync('CONTRIBUTING.md', 'utf8');
const [rule = '', exporter = '', ...more] = [...contributing.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml]) => yaml ?? '');

/** The text as `npm run format` leaves it. */
const formatted = (path: string, text: string): string =>
  execFileSync(process.execPath, ['node_modules/oxfmt/bin/oxfmt', `--stdin-filepath=${path}`], { input: text, encoding: 'utf8' });

describe('the rule of CONTRIBUTING.md', () => {
  const path = /`(rules\/checks\/[^`]+)`/.exec(contributing)?.[1] ?? '';
  const file = { path, text: rule };
  // Whoever follows it to the letter has the file already.
  const others = checkFiles.filter((each) => each.path !== path);
  const { rules } = loadRules({ files: [...others, file], shapes });
  const added = rules.filter((each) => path === `rules/checks/${each.id}.yaml`);

  it('loads beside the others', () => {
    expect(added).toHaveLength(1);
    expect(more).toEqual([]);
  });

  it('is formatted', () => {
    expect(formatted(path, rule)).toBe(rule);
  });

  for (const each of added) testRule(each, file);
});

describe('the exporter of CONTRIBUTING.md', () => {
  const others = readFileSync(dataPath('rules', 'exporters.yaml'), 'utf8').replace(exporter, '');
  const text = `${others.trimEnd()}\n\n${exporter}`;
  const catalogue = parseCatalogue(text, 'rules/exporters.yaml');
  const entry = catalogue.exporters.at(-1);
  const [image = ''] = entry?.images ?? [];
  const [number = 0] = entry?.ports ?? [];

  it('is recognised by its image, and has a way to TLS', () => {
    const container = { name: 'metrics', image: `quay.io/someone/${image}:v1`, commandLine: [], ports: [{ name: '', number }] };
    expect(recognise(catalogue, { labels: {}, containers: [container] }, number).exporter).toMatchObject({ name: entry?.name });
    expect(entry?.tls.fix).toBeTruthy();
  });

  it('is formatted', () => {
    expect(formatted('rules/exporters.yaml', text)).toBe(text);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dataPath } from '../../src/data.ts';
import { parseCatalogue } from '../../src/exporters/index.ts';
import { PgxError } from '../../src/model/errors.ts';

const head = 'nameLabels: [app]\nlistenFlags: []\ncandidates: { portNames: [], commonPorts: [] }\n';
const tls = 'tls: { kind: none, reload: none }';

const errorOf = (text: string): PgxError => {
  try {
    parseCatalogue(text, 'mine.yaml');
  } catch (error) {
    if (error instanceof PgxError) return error;
    throw error;
  }
  throw new Error('was accepted');
};

describe('the catalogue', () => {
  const { exporters } = parseCatalogue(readFileSync(dataPath('rules', 'exporters.yaml'), 'utf8'), 'rules/exporters.yaml');

  it('says why a costly exporter is costly', () => {
    const costly = exporters.filter((entry) => entry.costly !== undefined).map((entry) => entry.name);
    expect(costly).toEqual(
      expect.arrayContaining(['postgres', 'mysqld', 'sql', 'mongodb', 'elasticsearch', 'cloudwatch', 'stackdriver', 'snmp']),
    );
    for (const name of ['node', 'blackbox', 'kube-state-metrics', 'kube-rbac-proxy']) expect(costly).not.toContain(name);
  });

  it('can recognise every entry by something', () => {
    expect(exporters.filter((entry) => entry.images.length + entry.labels.length === 0)).toEqual([]);
  });

  it('tells a way to TLS or a way around for every kind but the web configuration file', () => {
    expect(exporters.filter((entry) => entry.tls.kind !== 'exporter-toolkit' && entry.tls.fix === undefined)).toEqual([]);
  });
});

describe('parseCatalogue', () => {
  it.each([
    [
      'an unknown kind of TLS',
      `${head}exporters:\n  - name: x\n    tls: { kind: magic, reload: none }\n`,
      /^mine\.yaml:6: exporter "x": tls\.kind cannot be "magic" \(exporter-toolkit, flags, operator, proxy or none\)$/,
    ],
    ['an unknown field', `${head}exporters:\n  - name: x\n    image: [y]\n`, /^mine\.yaml:6: exporter "x": unknown field "image"$/],
    ['an entry without name', `${head}exporters:\n  - images: [y]\n    ${tls}\n`, /^mine\.yaml:5: exporters\.0: name is missing$/],
    [
      'a missing field',
      `${head}exporters:\n  - name: x\n    tls: { kind: none }\n`,
      /^mine\.yaml:6: exporter "x": tls\.reload is missing \(handshake, minute, restart or none\)$/,
    ],
    ['an entry that is none', `${head}exporters: [x]\n`, /^mine\.yaml:4: exporters\.0: this: .*received "x"$/],
    ['a port that is none', `${head}exporters:\n  - name: x\n    ports: [70000]\n    ${tls}\n`, /^mine\.yaml:6: exporter "x": ports\.0: /],
    [
      'an image given twice',
      `${head}exporters:\n  - name: x\n    images: [y]\n    ${tls}\n  - name: z\n    images: [y]\n    ${tls}\n`,
      /^mine\.yaml:8: image y is given twice/,
    ],
    ['broken YAML', `${head}exporters: [\n`, /^mine\.yaml:\d+: /],
    ['no mapping at all', 'hello', /^mine\.yaml:1: /],
    ['an alias bomb', `a: &a [x]\nb: [*a, *a]\n${head}exporters: []\n`, /^mine\.yaml:\d+: /],
  ])('refuses %s with file and line', (_, text, message) => {
    const error = errorOf(text);
    expect(error.exitCode).toBe(2);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
  });

  it('tells which field was meant', () => {
    expect(errorOf(`${head}exporters:\n  - name: x\n    image: [y]\n    ${tls}\n`).hint).toBe('did you mean "images"?');
  });
});

import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { factShapes } from '../../src/commands/ruleset.ts';
import { createDerivers } from '../../src/derive/index.ts';
import { probes } from '../../src/probes/index.ts';
import { reporters } from '../../src/reporters/index.ts';
import { hostileReport } from '../reporters/hostile-report.ts';
import { cleanReport, partialReport, sharedReport } from '../reporters/shared-report.ts';
import { hostileStrings } from '../support/hostile-strings.ts';
import { reportSchema } from './schema.ts';

const reported = new Map(probes.map(({ group, reportedShape }) => [group, reportedShape]));
const groups = Object.entries(factShapes(createDerivers({ publicRoots: [] }))).map(
  ([group, { shape }]) => [group, reported.get(group) ?? shape] as const,
);
const schema = reportSchema(Object.fromEntries(groups));
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
addFormats.default(ajv);
const validate = ajv.compile(schema);

const problems = (report: unknown): unknown => (validate(report) ? [] : validate.errors);
const written = (report: typeof sharedReport): unknown =>
  JSON.parse([...reporters.json(report, { width: 80, colour: false, verbose: false, includeWaived: false })].join(''));

describe('schema/report.schema.json', () => {
  it('is what the shapes say; `npx vitest run test/docs -u` writes it anew', async () => {
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../schema/report.schema.json');
  });

  it.each(Object.entries({ sharedReport, partialReport, cleanReport }))('describes what the JSON reporter writes: %s', (_, report) => {
    expect(problems(written(report))).toEqual([]);
  });

  it('describes reports with hostile text too', () => {
    for (const text of Object.values(hostileStrings)) expect(problems(written(hostileReport(text)))).toEqual([]);
  });

  it.each([
    ['a time that is not UTC', { startedAt: '2026-11-23T08:00:00+01:00' }],
    ['a finding without a fingerprint', { findings: [{ ...sharedReport.findings[0], fingerprint: '' }] }],
    ['another version', { schemaVersion: '1.0' }],
    [
      'a known fact of another shape',
      { observations: [{ ...sharedReport.observations[0], facts: [{ group: 'transport', basis: 'observed', known: { tls: 'yes' } }] }] },
    ],
  ])('refuses %s', (_, change) => {
    expect(problems({ ...sharedReport, ...change })).not.toEqual([]);
  });
});

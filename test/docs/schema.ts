import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { factShape } from '../../src/model/fact.ts';
import { findingShape, findingSubjectShape, findingTargetShape, quietFindingShape } from '../../src/model/finding.ts';
import { originShape } from '../../src/model/origin.ts';
import { observationShape, reportShape } from '../../src/model/report.ts';
import { referenceShape } from '../../src/model/rule.ts';
import { addressShape, podRefShape } from '../../src/model/subject.ts';

/** What the report's parts are called under `$defs`. */
const definitions = {
  Finding: findingShape,
  QuietFinding: quietFindingShape,
  FindingSubject: findingSubjectShape,
  FindingTarget: findingTargetShape,
  Observation: observationShape,
  Fact: factShape,
  Origin: originShape,
  Reference: referenceShape,
  Address: addressShape,
  Pod: podRefShape,
};

/** The report's JSON Schema (draft 2020-12). `groups` are the shapes of the fact groups: what `known` holds. */
export function reportSchema(groups: Readonly<Record<string, GenericSchema>>): object {
  const named = Object.entries(groups).map(([group, shape]) => [`facts.${group}`, shape] as const);
  const schema = toJsonSchema(reportShape, {
    target: 'draft-2020-12',
    typeMode: 'output',
    definitions: { ...definitions, ...Object.fromEntries(named) },
  });
  const facts = Object.keys(groups).map((group) => ({
    if: { type: 'object', required: ['known'], properties: { group: { const: group } } },
    // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's own keyword
    then: { type: 'object', properties: { known: { $ref: `#/$defs/facts.${group}` } } },
  }));
  const defs = schema.$defs ?? {};
  const fact = defs['Fact'];
  return {
    $schema: schema.$schema,
    title: 'Report of pgx-audit',
    description: 'What `pgx-audit scan --format json` writes. Times are ISO 8601 in UTC; code points and names of TLS are those of IANA.',
    ...schema,
    $defs: { ...defs, Fact: typeof fact === 'object' ? { ...fact, allOf: facts } : fact },
  };
}

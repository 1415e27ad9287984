import * as v from 'valibot';
import { unknownShape } from '../model/fact.ts';
import { reportShape, vantageShape } from '../model/report.ts';
import { originShape } from '../model/origin.ts';
import { utcTime } from '../model/shape.ts';
import { notProbedShape, podRefShape } from '../model/subject.ts';
import type { PodNow } from '../observe/recheck.ts';
import { answerShape } from './answer.ts';
import { amount, fields, short, some, text, whole } from './fields.ts';
import { activeLineShape, droppedLineShape, prometheusShape } from './loaded.ts';
import { endpointShape, keyPairShape, monitorObjectShape } from './subjects.ts';

/** A recording is JSON Lines: a header, what was found, what came of each target, and how it ended. Grows where what was written cannot be read any more. */
export const recordingFormat = 1;

const { provenance, scope, coverage, minCoverage } = reportShape.entries;
const certificate = v.nullable(short); // SHA-256 of a client certificate

const headerShape = v.object({
  kind: v.literal('header'),
  format: v.literal(recordingFormat),
  tool: v.object({ name: short, version: short }),
  ruleSet: v.object({ digest: short, rules: whole }),
  recordedAt: utcTime('when it was begun'),
  given: some(short, 100), // the options of the command line, without their values
  looking: v.object({
    depth: v.picklist(['decision', 'full']),
    most: whole,
    surface: v.boolean(),
    cost: v.boolean(),
    clients: v.object({ throwaway: certificate, own: certificate, wrong: certificate }),
  }),
  presents: v.boolean(), // the scrapes' own client certificates
  scope,
  judging: v.object({
    minCoverage,
    allowEmpty: v.boolean(),
    expiryWarning: v.object({ min_share: amount, min_days: amount }),
  }),
});
export type Header = v.InferOutput<typeof headerShape>;

const clusterShape = v.object({
  kind: v.literal('cluster'),
  cluster: provenance.entries.cluster,
  user: short,
  jobsUnknown: text,
  notProbedOmitted: whole,
  access: coverage.entries.access,
  asksLoaded: v.boolean(), // a Prometheus was asked, or a saved answer given
});
const endpointLineShape = v.object({ kind: v.literal('endpoint'), endpoint: endpointShape, keyPairs: some(keyPairShape) });
const objectShape = v.object({ kind: v.literal('object'), object: monitorObjectShape });
const jobShape = v.object({ id: short, prometheus: v.nullable(originShape) });
const jobsShape = v.object({ kind: v.literal('jobs'), jobs: some(jobShape) });
const notProbedLineShape = v.object({ kind: v.literal('not-probed'), notProbed: some(notProbedShape) });
const vantageLineShape = v.object({ kind: v.literal('vantage'), vantage: vantageShape });

const podNowShape = fields<PodNow>()({
  uid: short,
  deleting: v.boolean(),
  phase: short,
  ready: v.boolean(),
  readySince: amount,
  startedAt: amount,
});
const podShape = v.object({
  kind: v.literal('pod'),
  pod: podRefShape,
  now: v.union([podNowShape, v.picklist(['absent', 'unknown'])]),
});

const exchangeShape = v.object({ question: v.looseObject({ name: short }), answer: answerShape });
/** What came of one target. It is read when it is its turn. */
export const targetLineShape = v.object({
  kind: v.literal('target'),
  target: short, // its id
  undialled: v.nullable(unknownShape), // why it was not looked at
  connections: whole,
  milliseconds: whole,
  startedAt: amount,
  broken: v.boolean(),
  exchanges: some(exchangeShape, 10_000),
});
export type TargetLine = v.InferOutput<typeof targetLineShape>;

export const sharedLineShape = v.object({
  kind: v.literal('shared'),
  id: whole,
  value: v.union([text, some(whole)]),
});

const endShape = v.object({
  kind: v.literal('end'),
  lines: whole, // of the recording, this one too
  startedAt: utcTime('as the report has it'),
  finishedAt: utcTime('as the report has it'),
  partial: v.boolean(),
  partialReason: short,
});
export type End = v.InferOutput<typeof endShape>;

/** Every line but those of targets and of shared values. */
export const lineShape = v.variant('kind', [
  headerShape,
  clusterShape,
  endpointLineShape,
  objectShape,
  jobsShape,
  notProbedLineShape,
  vantageLineShape,
  prometheusShape,
  activeLineShape,
  droppedLineShape,
  podShape,
  endShape,
]);
export type Line = v.InferOutput<typeof lineShape>;

import * as v from 'valibot';
import { basisShape, causeShape } from './fact.ts';
import { originShape } from './origin.ts';
import { referenceShape, severityShape, verdictShape } from './rule.ts';
import { text, type Immutable } from './shape.ts';
import { addressShape, podRefShape } from './subject.ts';

export const findingTargetShape = v.object({
  id: v.string(),
  address: v.nullable(addressShape),
  pod: v.nullable(podRefShape),
  verdict: verdictShape,
  reason: text("of unknown and not-applicable, else ''"),
  cause: v.pipe(v.nullable(causeShape), v.description('of unknown')),
});
/** One member of a finding: a target, with its own verdict. */
export type FindingTarget = Immutable<v.InferOutput<typeof findingTargetShape>>;

export const findingSubjectShape = v.object({
  kind: v.picklist(['endpoint', 'scrape', 'object']),
  id: text(
    'the endpoint: namespace/kind/name of the workload and its container port, never a pod, nor its address; or namespace/kind/name of the object',
  ),
  owner: originShape,
  port: v.pipe(v.number(), v.description('0 for an object')),
  exporter: text("'' where not recognised"),
  scrape: v.nullable(v.object({ id: v.string(), source: originShape, field: text('"spec.endpoints[0]", where in the source') })),
});
export type FindingSubject = Immutable<v.InferOutput<typeof findingSubjectShape>>;

const fixShape = v.object({ at: originShape, field: v.string(), text: v.string() });
const waiverShape = v.object({ reason: v.string(), by: v.string(), until: v.string() });

export const findingShape = v.object({
  rule: v.string(),
  title: v.string(),
  category: v.string(),
  verdict: verdictShape,
  severity: severityShape,
  severityReason: text("why this endpoint's severity is not the rule's own, else ''"),
  basis: basisShape,
  subject: findingSubjectShape,
  targets: v.array(findingTargetShape),
  message: text('of fail: what is wrong; of unknown and not-applicable: the reason; of pass: the title'),
  cause: v.pipe(v.nullable(causeShape), v.description('of unknown')),
  evidence: v.array(v.string()),
  fix: v.pipe(v.nullable(fixShape), v.description('of fail: where it is made, and how')),
  references: v.array(referenceShape),
  actionable: v.pipe(v.boolean(), v.description('fail, and not waived')),
  controls: v.pipe(v.array(v.string()), v.description('requirement ids of the active profiles')),
  waiver: v.nullable(waiverShape),
  fingerprint: v.pipe(
    v.string(),
    v.regex(/^[0-9a-f]{64}$/),
    v.description('SHA-256 of rule, endpoint and scrape source: the same for a manifest and in every cluster'),
  ),
});
/** One rule on one endpoint (or on one scrape of it): its targets folded, worst first. */
export type Finding = Immutable<v.InferOutput<typeof findingShape>>;

/** The fields of a finding, in the order in which reports have them. */
const fields = Object.keys(findingShape.entries) as readonly (keyof Finding)[];

/** A copy with nothing read through. */
export const copyOf = (finding: Finding): Finding =>
  Object.fromEntries(fields.map((field) => [field, finding[field]])) as unknown as Finding;

/** Nothing is to be done about it: most findings are such. */
export const isQuiet = ({ verdict }: Pick<Finding, 'verdict'>): boolean => verdict === 'pass' || verdict === 'not-applicable';

export const quietFindingShape = v.object({
  rule: v.string(),
  verdict: v.picklist(['pass', 'not-applicable']),
  subject: v.object({
    ...v.pick(findingSubjectShape, ['kind', 'id']).entries,
    scrape: v.nullable(v.pick(findingSubjectShape.entries.scrape.wrapped, ['id'])),
  }),
  targets: v.array(v.pick(findingTargetShape, ['id', 'verdict', 'reason'])),
  message: findingShape.entries.message,
  fingerprint: findingShape.entries.fingerprint,
});
/** What the JSON report has of a quiet finding; the rest stands in its rule and in the observations of its targets. */
export type QuietFinding = Immutable<v.InferOutput<typeof quietFindingShape>>;

export const quietOf = ({ rule, verdict, subject, targets, message, fingerprint }: Finding): QuietFinding => ({
  rule,
  verdict: verdict === 'pass' ? verdict : 'not-applicable',
  subject: { kind: subject.kind, id: subject.id, scrape: subject.scrape && { id: subject.scrape.id } },
  targets: targets.map((target) => ({ id: target.id, verdict: target.verdict, reason: target.reason })),
  message,
  fingerprint,
});

import * as v from 'valibot';
import { clean } from '../../../model/text.ts';
import { labelSelectorShape } from '../../label-selector.ts';

/** Parts of the slim copies of Prometheus Operator's objects. Lists are bounded: an object beyond a bound is not understood. */

const name = v.pipe(
  v.string(),
  v.transform((raw) => clean(raw)),
);
export const text = v.optional(v.nullable(v.string(), ''), '');
export const optionalText = v.nullish(v.string());
export const flag = v.nullish(v.boolean());
export const list = <S extends v.GenericSchema>(shape: S, most: number) =>
  v.optional(v.nullable(v.pipe(v.array(shape), v.maxLength(most)), []), []);
/** Null and absent are one here: neither is set. */
export const set = <S extends v.GenericSchema>(shape: S) => v.optional(v.nullable(shape, null), null);
export const record = <S extends v.GenericSchema>(shape: S, most = 500) =>
  v.pipe(
    v.record(v.string(), shape),
    v.check((all) => Object.keys(all).length <= most, `more than ${most} entries`),
  );

export const metadata = v.object({
  name,
  namespace: v.optional(name, ''),
  uid: v.optional(v.string(), ''),
  labels: v.nullish(v.record(v.string(), v.string())),
  annotations: v.nullish(
    v.object({ 'meta.helm.sh/release-name': v.optional(v.string(), ''), 'argocd.argoproj.io/tracking-id': v.optional(v.string(), '') }),
  ),
});
export type Metadata = v.InferOutput<typeof metadata>;

export const selector = v.optional(v.nullable(labelSelectorShape, {}), {});
/** Of the objects that a Prometheus looks at: null selects none of them. */
export const nullableSelector = set(labelSelectorShape);

export const namespaceSelector = v.optional(v.nullable(v.object({ any: flag, matchNames: list(v.string(), 1000) }), { matchNames: [] }), {
  matchNames: [],
});
export type NamespaceSelector = v.InferOutput<typeof namespaceSelector>;

/** RelabelConfig: what is not set is left to Prometheus's defaults. */
const relabeling = v.object({
  sourceLabels: list(v.string(), 100),
  separator: optionalText,
  targetLabel: text,
  regex: text,
  modulus: v.optional(v.nullable(v.number(), 0), 0),
  replacement: optionalText,
  action: text,
});
export type Relabeling = v.InferOutput<typeof relabeling>;
export const relabelings = list(relabeling, 500);

/** An integer names a number, a string a name, as in intstr.IntOrString. */
export const intOrString = set(v.union([v.string(), v.number()]));
export type IntOrString = v.InferOutput<typeof intOrString>;

export const params = v.optional(v.nullable(record(v.array(v.string()), 200), {}), {});
export const attachMetadata = set(v.object({ node: flag }));
export type AttachMetadata = v.InferOutput<typeof attachMetadata>;

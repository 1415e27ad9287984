import { selects, type LabelSelector } from '../label-selector.ts';
import { clean } from '../../model/text.ts';

/** What a selector of a discovery asks of an object: its labels, and fields by their paths. */
export type Predicate = (labels: Readonly<Record<string, string>>, fields: Readonly<Record<string, string>>) => boolean;

const key = String.raw`[A-Za-z0-9][\w./-]*`;
const requirement = new RegExp(String.raw`^\s*(?:(!)\s*(${key})|(${key})\s*(?:(==|=|!=)\s*([\w.-]*)|(in|notin)\s*\(([^()]*)\))?)\s*$`);
const mostLength = 4000;

/** Reads a label and a field selector as the API server does; undefined where one of them cannot be evaluated here. */
export function readSelector(label: string, field: string): Predicate | { readonly unsupported: string } {
  const labels = labelSelector(label);
  const fields = fieldSelector(field);
  if (!labels) return { unsupported: `the label selector "${clean(label, 100)}" is not evaluated` };
  if (!fields) return { unsupported: `the field selector "${clean(field, 100)}" is not evaluated` };
  return (ofObject, values) => selects(labels, ofObject) && fields(values);
}

type Expression = NonNullable<LabelSelector['matchExpressions']>[number];

function labelSelector(text: string): LabelSelector | undefined {
  if (text.trim() === '') return {};
  if (text.length > mostLength) return undefined;
  const parts = text.split(/,(?![^()]*\))/).map((part) => expression(part));
  const read = parts.filter((part) => part !== undefined);
  return read.length === parts.length ? { matchExpressions: read } : undefined;
}

function expression(part: string): Expression | undefined {
  const match = requirement.exec(part);
  if (!match) return undefined;
  const [, not, absent = '', name = '', equals, value = '', set, members = ''] = match;
  if (not) return { key: absent, operator: 'DoesNotExist', values: [] };
  if (set) return { key: name, operator: set === 'in' ? 'In' : 'NotIn', values: members.split(',').map((each) => each.trim()) };
  if (equals) return { key: name, operator: equals === '!=' ? 'NotIn' : 'In', values: [value] };
  return { key: name, operator: 'Exists', values: [] };
}

/** Fields that every object of the kind has here; see `fieldsOf`. */
const knownFields = new Set([
  'metadata.name',
  'metadata.namespace',
  'spec.nodeName',
  'status.phase',
  'status.podIP',
  'spec.type',
  'spec.clusterIP',
]);

function fieldSelector(text: string): ((fields: Readonly<Record<string, string>>) => boolean) | undefined {
  if (text.trim() === '') return () => true;
  const terms = text.split(',').map((part) => /^([\w.]+)(==|=|!=)([^\\,=$]*)$/.exec(part.trim()));
  if (text.length > mostLength || terms.some((term) => !knownFields.has(term?.[1] ?? ''))) return undefined;
  return (fields) =>
    terms.every((term) => {
      const [, name = '', operator, value = ''] = term ?? [];
      return ((fields[name] ?? '') === value) === (operator !== '!=');
    });
}

import { readLabelSelector } from '../label-selector-text.ts';
import { selects } from '../label-selector.ts';
import { clean } from '../../model/text.ts';

/** What a selector of a discovery asks of an object: its labels, and fields by their paths. */
export type Predicate = (labels: Readonly<Record<string, string>>, fields: Readonly<Record<string, string>>) => boolean;

const mostLength = 4000;

/** Reads a label and a field selector as the API server does. `unsupported`: which of them cannot be evaluated here. */
export function readSelector(label: string, field: string): Predicate | { readonly unsupported: string } {
  const labels = readLabelSelector(label);
  const fields = fieldSelector(field);
  if ('unreadable' in labels) return { unsupported: `the label selector "${clean(label, 100)}" is not evaluated` };
  if (!fields) return { unsupported: `the field selector "${clean(field, 100)}" is not evaluated` };
  return (ofObject, values) => selects(labels, ofObject) && fields(values);
}

/** Fields that are kept of the kinds that have them; see select-view.ts. */
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

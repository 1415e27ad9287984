import type { CaSource } from '../model/subject.ts';
import { clean } from '../model/text.ts';

/** Where a certificate of a tlsConfig stands: `name` and `key` of a ConfigMap or Secret in `namespace`, or the path of a file of Prometheus. */
export interface CaRef {
  readonly from: CaSource['from'];
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
  readonly ofPrometheus?: true; // a file that the Prometheus object names itself, and no monitor
  readonly behind?: readonly CaRef[]; // of a file: the keys of ConfigMaps and Secrets that its Prometheus mounts there, the first that exists counts
}

/** "ConfigMap db/pgx-ca key ca.crt". */
export function caText({ from, namespace, name, key }: CaRef): string {
  if (from === 'none') return '';
  if (from === 'file') return `file ${clean(name, 300)} of Prometheus`;
  return clean(`${from === 'configmap' ? 'ConfigMap' : 'Secret'} ${namespace}/${name} key ${key}`, 600);
}

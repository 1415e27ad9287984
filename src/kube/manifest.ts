import { stringify } from 'yaml';
import type { KubeObject } from './rbac.ts';

/** Objects as one YAML text of many documents, ready for `kubectl apply -f -`. `comment` stands at its head, line by line. */
export function manifestText(objects: readonly KubeObject[], comment: readonly string[] = []): string {
  const head = comment.map((line) => `${line === '' ? '#' : `# ${line}`}\n`).join('');
  return head + objects.map((each) => stringify(each, { aliasDuplicateObjects: false, lineWidth: 0 })).join('---\n');
}

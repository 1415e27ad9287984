import { Document, isScalar, visit } from 'yaml';
import type { KubeObject } from './rbac.ts';

/** Objects as one YAML text of many documents, ready for `kubectl apply -f -`. `comment` stands at its head, line by line. */
export function manifestText(objects: readonly KubeObject[], comment: readonly string[] = []): string {
  const head = comment.map((line) => `${line === '' ? '#' : `# ${line}`}\n`).join('');
  return head + objects.map(documentText).join('---\n');
}

/** Lists of plain values stand on one line, and nothing is an alias. */
function documentText(object: KubeObject): string {
  const document = new Document(object, { aliasDuplicateObjects: false });
  visit(document, {
    Seq(_, node) {
      if (node.items.every(isScalar)) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

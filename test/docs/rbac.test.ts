import { expect, it } from 'vitest';
import { leastRbac, manifestText, needs, resourceName } from '../../src/kube/index.ts';

const comment = [
  'The least rights for a scan of the whole cluster, and only to read; Secrets are not among them. Generated: npm run docs.',
  'To whom it is bound:',
  '  everywhere:     kubectl create clusterrolebinding pgx-audit --clusterrole=pgx-audit --user=NAME',
  '  one namespace (monitors elsewhere are not seen: the coverage stays unknown, and fails any --min-coverage):',
  '                  kubectl create rolebinding pgx-audit --clusterrole=pgx-audit --user=NAME --namespace=NAMESPACE',
  '                  pgx-audit scan --namespace NAMESPACE',
  'Less than that, bindings included, or with exactly the Secrets that scrapes refer to: pgx-audit doctor --rbac',
];

it('deploy/rbac.yaml is what the product asks for', async () => {
  const [role] = leastRbac({ subject: { kind: 'User', name: 'anybody' }, namespaces: [] });
  if (!role) throw new Error('no role');
  await expect(manifestText([role], comment)).toMatchFileSnapshot('../../deploy/rbac.yaml');
});

it('every right says what is lost without it, in a sentence for the table of the README', () => {
  for (const { without, resource } of needs) expect(without, resourceName(resource)).toMatch(/^\S.{15,150}[^.]$/);
});

import type { KubeApi, SecretName } from '../kube/index.ts';
import { compare } from '../model/text.ts';
import { indexAttribution } from './attribution-index.ts';
import { keysBehind } from './authorities.ts';
import { backendsOf } from './backends.ts';
import { collect } from './collect.ts';
import { evidenceOf } from './evidence.ts';
import { inScopeOf, scopeOf } from './scope.ts';
import { createResolver, referencesOf } from './resolve.ts';

/**
 * The Secrets that a scan of these namespaces would read with --read-secrets: those with certificates that the scrapes of its endpoints refer
 * to, in the order of their names. Throws a scan error where neither Services nor Pods may be listed.
 */
export async function referencedSecrets(api: KubeApi, namespaces: readonly string[]): Promise<SecretName[]> {
  const inventory = await collect(api, namespaces);
  const backends = backendsOf(inventory.services, inventory.slices, evidenceOf(inventory, api.access.server, []));
  const scope = scopeOf(inventory.services, inventory.pods, backends, {});
  const reach = {
    index: indexAttribution({ ...inventory, backends, allowed: [], isWhole: namespaces.length === 0 }),
    inScope: inScopeOf(scope, namespaces),
  };
  const jobs = referencesOf(createResolver(inventory)().jobs, reach);
  const named = jobs.flatMap(({ ca, certificate, key }) => [ca, certificate, key]).flatMap(keysBehind);
  const secrets = named.filter(({ from }) => from === 'secret').map(({ namespace, name }) => ({ namespace, name }));
  const unique = new Map(secrets.map((secret) => [`${secret.namespace}/${secret.name}`, secret]));
  return [...unique.keys()].sort(compare).flatMap((id) => unique.get(id) ?? []);
}

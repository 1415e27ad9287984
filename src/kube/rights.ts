import * as v from 'valibot';
import { couldNotLook, isUnknown, type Leaf } from '../model/fact.ts';
import { clean } from '../model/text.ts';
import type { KubeApi } from './api.ts';
import { needs, type Need } from './needs.ts';
import { secrets } from './resources.ts';

/** One right, and whether we have it: as the API server answers a SelfSubjectAccessReview. */
export interface Right {
  readonly need: Need;
  readonly verb: string;
  readonly namespace: string; // '' for all namespaces, and for kinds that have none
  readonly allowed: Leaf<boolean>;
}

export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

interface Attributes {
  readonly namespace: string;
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
}

/**
 * Asks for every right that a scan of these namespaces makes use of (none: all). What a scan reads in all namespaces is asked for in the given
 * ones too where it is not allowed in all.
 */
export async function askRights(api: KubeApi, namespaces: readonly string[]): Promise<Right[]> {
  const rights: Right[] = [];
  const chosen = [...new Set(namespaces)];
  for (const need of needs)
    for (const verb of need.verbs) {
      const first = need.where === 'namespace' && chosen.length > 0 ? chosen : [''];
      const asked = await askIn(api, { need, verb }, first);
      rights.push(...asked);
      const refused = asked.some(({ allowed }) => allowed !== true);
      if (need.where === 'everywhere' && refused) rights.push(...(await askIn(api, { need, verb }, chosen)));
    }
  return rights;
}

async function askIn(api: KubeApi, { need, verb }: Pick<Right, 'need' | 'verb'>, namespaces: readonly string[]): Promise<Right[]> {
  const { group, plural: resource } = need.resource;
  const rights: Right[] = [];
  for (const namespace of namespaces) {
    const allowed = await ask(api, { namespace, verb, group, resource, subresource: need.subresource, name: need.name });
    rights.push({ need, verb, namespace, allowed });
  }
  return rights;
}

/** Whether a Secret may be read by its name. */
export const askSecret = (api: KubeApi, { namespace, name }: SecretName): Promise<Leaf<boolean>> =>
  ask(api, { namespace, verb: 'get', group: secrets.group, resource: secrets.plural, subresource: '', name });

const answerShape = v.object({ status: v.object({ allowed: v.boolean(), evaluationError: v.optional(v.string(), '') }) });

async function ask(api: KubeApi, resourceAttributes: Attributes): Promise<Leaf<boolean>> {
  const got = await api.review('SelfSubjectAccessReview', { resourceAttributes });
  if (!('found' in got)) return couldNotLook(`the API server does not tell: ${clean(got.detail, 300)}`);
  const parsed = v.safeParse(answerShape, got.found);
  if (!parsed.success) return couldNotLook('the answer of the API server is not understood');
  const { allowed, evaluationError } = parsed.output.status;
  return !allowed && evaluationError !== '' ? couldNotLook(clean(evaluationError, 300)) : allowed;
}

const selfShape = v.object({ status: v.object({ userInfo: v.object({ username: v.string() }) }) });

/** The name that the API server knows us by. */
export async function askWhoWeAre(api: KubeApi): Promise<Leaf<string>> {
  const got = await api.review('SelfSubjectReview', {});
  const parsed = v.safeParse(selfShape, 'found' in got ? got.found : null);
  if (parsed.success) return clean(parsed.output.status.userInfo.username, 300);
  return couldNotLook('found' in got ? 'the answer of the API server is not understood' : clean(got.detail, 300));
}

/** What is not allowed, or cannot be told. */
export const isMissing = ({ allowed }: Right): boolean => isUnknown(allowed) || !allowed;

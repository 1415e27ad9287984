import { type ResourceType, groupOf, qualifiedName } from './resources.ts';

/** What the API answers: an object, or plain text. */
export interface Reply {
  readonly code: number;
  readonly body: string | Readonly<Record<string, unknown>>;
}

/** A failure as the API server tells it (meta/v1 Status). */
function failure(code: number, reason: string, more: { message: string; details?: Readonly<Record<string, unknown>> }): Reply {
  return { code, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason, code, ...more } };
}

export const unauthorized = failure(401, 'Unauthorized', { message: 'Unauthorized' });

/** No such API group, version or resource: plain text, as the API server's mux answers it. */
export const unknownPath: Reply = { code: 404, body: '404 page not found\n' };

export const goneContinue = failure(410, 'Expired', {
  message: 'The provided continue parameter is too old to display a consistent list result.',
});

export const badRequest = (message: string): Reply => failure(400, 'BadRequest', { message });

const groupDetail = (resource: ResourceType) => (groupOf(resource) ? { group: groupOf(resource) } : {});

export const notFound = (resource: ResourceType, name: string): Reply =>
  failure(404, 'NotFound', {
    message: `${qualifiedName(resource)} "${name}" not found`,
    details: { name, ...groupDetail(resource), kind: resource.plural },
  });

export function forbidden(user: string, place: { type: ResourceType; namespace: string | null; name: string | null }): Reply {
  const { type, namespace, name } = place;
  const object = name === null ? qualifiedName(type) : `${qualifiedName(type)} "${name}"`;
  const scope = namespace === null ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const verb = name === null ? 'list' : 'get';
  const message = `${object} is forbidden: User "${user}" cannot ${verb} resource "${type.plural}" in API group "${groupOf(type)}" ${scope}`;
  return failure(403, 'Forbidden', { message, details: { ...(name === null ? {} : { name }), ...groupDetail(type), kind: type.plural } });
}

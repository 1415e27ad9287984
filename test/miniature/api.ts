import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { KubeObject } from './objects/index.ts';
import { type ResourceType, pageOf, resourceTypes } from './resources.ts';
import { type Reply, badRequest, forbidden, goneContinue, notFound, unauthorized, unknownPath } from './status.ts';

export interface ApiOptions {
  readonly cert: string;
  readonly key: string;
  readonly clientCa: string; // its certificates are users: CN is the name
  readonly objects: readonly KubeObject[];
  readonly absentGroups?: readonly string[]; // "monitoring.coreos.com": as if the CRDs were never installed
  readonly forbidden?: readonly string[]; // resources that nobody may list or get, by plural name
  readonly pageSize?: number; // most items of one answer, whatever the limit says
  readonly expireContinue?: number; // how many continue tokens are answered with 410 Gone
}

export interface ApiRequest {
  readonly user: string;
  readonly method: string;
  readonly url: string;
}

const resourceVersion = '4711';

interface Place {
  readonly type: ResourceType;
  readonly namespace: string | null;
  readonly name: string | null;
}

/** /api/v1/… and /apis/GROUP/VERSION/…, namespaced or not; null where no such resource is served. */
function placeOf(path: string, absentGroups: readonly string[]): Place | null {
  const match = /^\/(?:api|apis\/([^/]+))\/([^/]+)\/(?:namespaces\/([^/]+)\/)?([^/]+)(?:\/([^/]+))?$/.exec(path);
  if (!match) return null;
  const [, group = '', version, namespace = null, plural, name = null] = match;
  if (absentGroups.includes(group)) return null;
  const apiVersion = group ? `${group}/${version}` : version;
  const type = resourceTypes.find((each) => each.apiVersion === apiVersion && each.plural === plural);
  return type && (type.namespaced || namespace === null) ? { type, namespace, name } : null;
}

function get(options: ApiOptions, { type, namespace, name }: Place): Reply {
  const found = options.objects.find(
    ({ apiVersion, kind, metadata }) =>
      apiVersion === type.apiVersion && kind === type.kind && metadata.name === name && (metadata.namespace ?? null) === namespace,
  );
  if (!found) return notFound(type, name ?? '');
  return { code: 200, body: { ...found, metadata: { ...found.metadata, resourceVersion } } };
}

/** Lists one page; `expired` counts down the tokens that have to fail. */
function list(options: ApiOptions, { type, namespace }: Place, query: { parameters: URLSearchParams; expire: () => boolean }): Reply {
  const { parameters } = query;
  const selector = [...parameters.keys()].find((key) => key === 'labelSelector' || key === 'fieldSelector' || key === 'watch');
  if (selector) return badRequest(`the miniature cluster does not know ${selector}`);
  if (parameters.get('continue') && query.expire()) return goneContinue;
  const most = Math.min(Number(parameters.get('limit') ?? 0) || Infinity, options.pageSize ?? Infinity);
  const objects = options.objects.filter(
    ({ apiVersion, kind, metadata }) =>
      apiVersion === type.apiVersion && kind === type.kind && (namespace === null || metadata.namespace === namespace),
  );
  const page = pageOf(objects, type, { most, token: parameters.get('continue') ?? '', resourceVersion });
  return page ? { code: 200, body: page } : badRequest('continue key is not valid: encoded continue token is malformed');
}

function reply(options: ApiOptions, request: ApiRequest, expire: () => boolean): Reply {
  const url = new URL(request.url, 'https://miniature');
  if (!request.user) return unauthorized;
  if (url.pathname === '/version') {
    return { code: 200, body: { major: '1', minor: '36', gitVersion: 'v1.36.3', goVersion: 'go1.26.8', platform: 'linux/amd64' } };
  }
  const place = placeOf(url.pathname, options.absentGroups ?? []);
  if (!place || request.method !== 'GET') return unknownPath;
  if (options.forbidden?.includes(place.type.plural)) return forbidden(request.user, place);
  return place.name === null ? list(options, place, { parameters: url.searchParams, expire }) : get(options, place);
}

function userOf(request: IncomingMessage): string {
  const socket = request.socket as TLSSocket;
  const name = socket.authorized ? socket.getPeerCertificate().subject.CN : '';
  return typeof name === 'string' ? name : '';
}

function send(response: ServerResponse, { code, body }: Reply): void {
  const text = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`;
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  response.writeHead(code, { 'content-type': type, 'cache-control': 'no-cache, private', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** A read-only Kubernetes API server over HTTPS; `seen` is told every request. */
export function createApi(options: ApiOptions, seen: (request: ApiRequest) => void): https.Server {
  let toExpire = options.expireContinue ?? 0;
  const expire = (): boolean => toExpire-- > 0;
  const tls = { cert: options.cert, key: options.key, ca: options.clientCa, requestCert: true, rejectUnauthorized: false };
  return https.createServer(tls, (message, response) => {
    const request = { user: userOf(message), method: message.method ?? '', url: message.url ?? '' };
    seen(request);
    send(response, reply(options, request, expire));
  });
}

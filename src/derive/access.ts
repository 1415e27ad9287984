import * as v from 'valibot';
import { type Leaf, type Unknown, couldNotLook, isKnown, isUnknown, knownOf, leaf, outOfMode } from '../model/fact.ts';
import type { ClientAuth, Http, HttpResponse, Transport } from '../model/facts.ts';
import type { DeriveInput, Deriver } from '../model/probe.ts';
import { onlyRootBecause, type Endpoint } from '../model/subject.ts';
import { clean } from '../model/text.ts';
import { derived, needed } from './common.ts';

const accessShape = v.object({
  open: leaf(v.boolean()), // a GET that shows no credential yields metrics, nor does a certificate count that anybody can make
  any_certificate: v.boolean(), // … to a client with such a certificate only
  http_authenticated: leaf(v.boolean()), // a request was answered 401 or 403
  asks_credentials_in_plaintext: leaf(v.boolean()), // a plaintext response asked for credentials
  evidence: v.string(), // "GET /metrics over plaintext: 200, metrics"
});
type Access = v.InferOutput<typeof accessShape>;

/** The kind of exporter whose authentication wraps every path alike: the landing page stands for the metrics. */
const wrapsEveryPath = 'exporter-toolkit';
const mostTold = 4;

/** A response, and with what it was asked for beyond nothing. */
type Response = HttpResponse & { readonly shown?: 'a self-signed client certificate' };

interface Seen {
  readonly endpoint: Endpoint;
  readonly responses: readonly Response[];
  readonly transport: Transport | undefined;
  readonly certificateRequired: Leaf<boolean>; // TLS turns everybody away who has no certificate that somebody issued
}

const told = ({ path, over, shown }: Response): string => `GET ${path} over ${over}${shown ? ` with ${shown}` : ''}`;

function evidenceOf(response: Response): string {
  const { status, scheme, metrics, location } = response;
  if (isUnknown(status)) return `${told(response)}: ${status.unknown}`;
  const notes = [scheme, metrics === true ? 'metrics' : '', location && `to ${location}`].filter(Boolean);
  return [`${told(response)}: ${status}`, ...notes].join(', ');
}

const isRefused = (response: Response, seen: Seen): boolean =>
  response.status === 401 || response.status === 403 || (response.over === 'tls' && seen.certificateRequired === true);

const yieldsMetrics = (response: Response, { endpoint }: Seen): boolean =>
  response.metrics === true || (endpoint.exporter?.kind === wrapsEveryPath && response.status === 200);

/** The transport that was not decided, so that an open one may have been missed. */
function unseenTransport({ transport }: Seen): Unknown | undefined {
  if (!transport) return couldNotLook('it is not known what the port speaks');
  return [transport.tls, transport.plaintext].find(isUnknown);
}

/** Why the plan asked for nothing but `/`, or '' where it asked for the path that is scraped. */
function onlyRoot({ endpoint, responses }: Seen): string {
  if (endpoint.path !== undefined || responses.some(({ path }) => path !== '/')) return '';
  const reason = onlyRootBecause(endpoint);
  return reason && `only / was requested: ${reason}`;
}

/** Why a response says nothing about the metrics. */
function undecided(response: Response, { certificateRequired }: Seen): Unknown {
  const { status, metrics, location, over } = response;
  if (over === 'tls' && isUnknown(certificateRequired)) return certificateRequired;
  if (isUnknown(status)) return status;
  if (location) return couldNotLook(`${told(response)} redirects to ${location}, which is not followed`);
  if (isUnknown(metrics)) return metrics;
  return couldNotLook(`${told(response)} was answered ${status}${status === 200 ? ', but not with metrics' : ''}`);
}

/** That `/` asks for credentials says nothing about the path of the metrics, save where authentication wraps every path or is that of TLS. */
const elsewhereUnknown = (seen: Seen): boolean =>
  onlyRoot(seen) !== '' &&
  seen.endpoint.exporter?.kind !== wrapsEveryPath &&
  seen.responses.some(({ over }) => over === 'plaintext' || seen.certificateRequired !== true);

/** Why it is not known that nothing is open: what could not be seen before what was not looked at. */
function unclear(seen: Seen): Unknown | undefined {
  const path = onlyRoot(seen);
  const reasons = seen.responses
    .filter((response) => !isRefused(response, seen))
    .map((response) => (path !== '' && !isUnknown(response.status) ? outOfMode(path) : undecided(response, seen)));
  if (elsewhereUnknown(seen)) reasons.push(outOfMode(path));
  const transport = unseenTransport(seen);
  if (transport) reasons.push(transport);
  return reasons.find(({ cause }) => cause === 'could-not-look') ?? reasons[0];
}

function openOf(seen: Seen): Leaf<boolean> {
  if (seen.responses.some((response) => yieldsMetrics(response, seen))) return true;
  return unclear(seen) ?? (seen.responses.length > 0 ? false : couldNotLook('no request was answered'));
}

function httpAuthenticated({ responses }: Seen): Leaf<boolean> {
  if (responses.some(({ status }) => status === 401 || status === 403)) return true;
  return responses.map(({ status }) => status).find(isUnknown) ?? (responses.length > 0 ? false : couldNotLook('no request was answered'));
}

function asksInPlaintext({ responses, transport }: Seen): Leaf<boolean> {
  const plaintext = responses.filter(({ over }) => over === 'plaintext');
  if (plaintext.some(({ status, scheme }) => status === 407 || (status === 401 && scheme !== ''))) return true;
  if (transport?.plaintext === false) return false;
  if (transport === undefined || isUnknown(transport.plaintext))
    return transport?.plaintext ?? couldNotLook('no plaintext request was made');
  return (
    plaintext.map(({ status }) => status).find(isUnknown) ?? (plaintext.length > 0 ? false : couldNotLook('no plaintext request was made'))
  );
}

/** Where a client certificate is required and not verified, what counts is what a client meets that has made one. */
function withAnyCertificate(responses: readonly HttpResponse[], client: ClientAuth | undefined): Response[] {
  const { required, verified, unverified_response: answer } = client ?? {};
  if (required !== true || verified !== false || !answer) return [...responses];
  const { path, status, metrics } = answer;
  return responses.map((response) =>
    response.over === 'tls' && response.path === path
      ? { ...response, status, metrics, shown: 'a self-signed client certificate' }
      : response,
  );
}

const requiredOf = (client: ClientAuth | undefined): Leaf<boolean> => client?.required === true && client.verified;

function accessOf(input: DeriveInput, given: readonly HttpResponse[]): Access {
  const client = knownOf<ClientAuth>(input.facts, 'client_auth');
  const responses = withAnyCertificate(given, client);
  const transport = knownOf<Transport>(input.facts, 'transport');
  const seen: Seen = { endpoint: input.endpoint, responses, transport, certificateRequired: requiredOf(client) };
  const decisive = responses.filter((response) => yieldsMetrics(response, seen));
  const evidence = (decisive.length > 0 ? decisive : responses).slice(0, mostTold).map(evidenceOf);
  return {
    open: openOf(seen),
    any_certificate: decisive.length > 0 && decisive.every(({ shown }) => shown !== undefined),
    http_authenticated: httpAuthenticated(seen),
    asks_credentials_in_plaintext: asksInPlaintext(seen),
    evidence: clean(evidence.join('; ')),
  };
}

/** `access`: what a client without any credential gets. */
export const access: Deriver<Access> = {
  group: 'access',
  shape: accessShape,
  scope: 'target',
  derive(input) {
    const http = needed<Http>(input.facts, 'http');
    return derived('access', isKnown(http) ? { known: accessOf(input, http.known.responses) } : http);
  },
};

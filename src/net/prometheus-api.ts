import { isIP } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { PgxError, scanError, usageError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import { connectionReason } from './connection-reason.ts';
import { readAnswer, TooLarge } from './read-answer.ts';

/** How to reach the HTTP API of a Prometheus that the user named. */
export interface PrometheusAccess {
  readonly url: string; // its base URL, with the path that it is served under, without trailing slash
  readonly ca: string; // PEM; '' for the public roots
  readonly token: string; // a bearer token; '' for none
}

export interface AskOptions {
  readonly signal: AbortSignal; // ends everything
  readonly timeoutMs: number; // of one request, to the last byte of its answer
  readonly userAgent: string;
  readonly mostBytes?: number; // of one answer; 64 MiB
}

/** The answers of the API as JSON; undefined where a Prometheus has no such page. */
export interface PrometheusAnswers {
  readonly targets: unknown; // of GET /api/v1/targets?state=active
  readonly dropped: unknown; // of GET /api/v1/targets?state=dropped; undefined where that is too long a list: every target of every pool, with all labels
  readonly buildInfo: unknown; // of GET /api/v1/status/buildinfo
  readonly runtimeInfo: unknown; // of GET /api/v1/status/runtimeinfo
}

const isLoopback = (hostname: string): boolean => {
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
};

/** A token as RFC 6750 section 2.1 writes it. */
const bearer = /^[\w\-.~+/]+=*$/;

/** Checks what the user gave. Throws a usage error: no URL of HTTP, credentials in it, a token that would be sent in the clear. */
export function prometheusAccess(given: { readonly url: string; readonly ca?: string; readonly token?: string }): PrometheusAccess {
  const url = URL.canParse(given.url) ? new URL(given.url) : null;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw usageError(
      '--prometheus-url: not an http or https URL',
      'for example https://prometheus.example.org or http://127.0.0.1:9090/prometheus',
    );
  if (url.username !== '' || url.password !== '')
    throw usageError('--prometheus-url: credentials in a URL are not used', 'give a token with --prometheus-token-file');
  if (url.search !== '' || url.hash !== '')
    throw usageError('--prometheus-url: has a query or a fragment', 'give the base URL, under which /api/v1 is found');
  const token = (given.token ?? '').trim();
  if (token !== '' && !bearer.test(token))
    throw usageError('--prometheus-token-file: holds no bearer token', 'the file has the token and nothing else');
  if (token !== '' && url.protocol === 'http:' && !isLoopback(url.hostname))
    throw usageError('--prometheus-token-file: the token would be sent in the clear', 'use https, or http only to a loopback address');
  if (given.ca !== undefined && !given.ca.includes('-----BEGIN CERTIFICATE-----'))
    throw usageError('--prometheus-ca: holds no PEM certificate', 'give the CA that issued the certificate of Prometheus');
  return { url: `${url.origin}${url.pathname}`.replace(/\/+$/, ''), ca: given.ca ?? '', token };
}

/** The API of one Prometheus, over one connection. */
interface Api extends AskOptions {
  readonly access: PrometheusAccess;
  readonly dispatcher: Dispatcher;
  readonly name: string; // "Prometheus https://…"
}

const hints: Readonly<Record<number, string>> = {
  401: 'give a token with --prometheus-token-file',
  403: 'give a token that may read /api/v1/targets with --prometheus-token-file',
  404: 'is this the base URL? Behind a proxy it often has a path: https://…/prometheus',
};

const usualMost = 64 * 2 ** 20;

function redirected({ name, access }: Api, location: unknown): Error {
  const base = `${access.url}/`;
  const to = typeof location === 'string' && URL.canParse(location, base) ? new URL(location, base).origin : 'elsewhere';
  return scanError(`${name}: redirects to ${clean(to, 200)}, which is not followed`, 'give the URL that answers itself');
}

function parse({ name }: Api, body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw scanError(`${name}: its answer is not JSON`, 'is this the base URL of a Prometheus, and no login page before it?');
  }
}

async function request(api: Api, path: string, signal: AbortSignal): Promise<unknown> {
  const { access, dispatcher, userAgent } = api;
  const { origin, pathname, search } = new URL(`${access.url}${path}`);
  const authorization = access.token === '' ? {} : { authorization: `Bearer ${access.token}` };
  const headers = { accept: 'application/json', 'user-agent': userAgent, ...authorization };
  const answer = await dispatcher.request({ origin, path: `${pathname}${search}`, method: 'GET', headers, signal });
  const { statusCode } = answer;
  if (statusCode === 200) return parse(api, await readAnswer(answer.body, api.mostBytes ?? usualMost));
  answer.body.on('error', () => undefined).destroy();
  if (statusCode >= 300 && statusCode < 400) throw redirected(api, answer.headers['location']);
  throw scanError(`${api.name}: HTTP ${statusCode} to GET ${clean(pathname, 200)}`, hints[statusCode] ?? '');
}

const notReached = 'can it be reached from here? kubectl port-forward leads to it, and --prometheus-targets takes a saved answer';

/** What helps against a connection that failed for the reason. */
const hintsByReason: readonly (readonly [reason: RegExp, hint: string])[] = [
  [/not trusted/, 'give its CA with --prometheus-ca'],
  [/another name/, 'give a URL with a name that its certificate has'],
  [/certificate/, 'no client accepts it: renew it, or give a saved answer with --prometheus-targets'],
  [/not speak TLS/, 'if it is meant to be plaintext, give its URL with http://'],
];
const unreachableHint = (reason: string): string => hintsByReason.find(([known]) => known.test(reason))?.[1] ?? notReached;

/** One GET; every failure is a scan error of one line. */
async function get(api: Api, path: string): Promise<unknown> {
  const late = AbortSignal.timeout(api.timeoutMs);
  try {
    return await request(api, path, AbortSignal.any([api.signal, late]));
  } catch (error) {
    if (api.signal.aborted) throw scanError(`${api.name}: interrupted`);
    if (late.aborted) throw scanError(`${api.name}: no complete answer within ${api.timeoutMs / 1000} s`, notReached);
    if (error instanceof PgxError) throw error;
    if (error instanceof TooLarge) throw scanError(`${api.name}: ${error.message}`);
    const reason = connectionReason(error);
    throw scanError(`${api.name} unreachable: ${reason}`, unreachableHint(reason));
  }
}

/** What only explains the targets: that a Prometheus does not tell it is no error. */
async function getOptional(api: Api, path: string): Promise<unknown> {
  try {
    return await get(api, path);
  } catch (error) {
    if (api.signal.aborted) throw error;
    return undefined;
  }
}

/**
 * Asks a Prometheus what it has loaded: four GETs over one connection, certificates verified, no redirect followed, and only ever the URL that
 * the user named. Throws a scan error of one line where it does not tell its targets.
 */
export async function askPrometheus(access: PrometheusAccess, options: AskOptions): Promise<PrometheusAnswers> {
  const connect = { rejectUnauthorized: true, timeout: options.timeoutMs, ...(access.ca && { ca: access.ca }) };
  const dispatcher = new Agent({ connections: 1, pipelining: 1, headersTimeout: 0, bodyTimeout: 0, connect });
  const api: Api = { ...options, access, dispatcher, name: `Prometheus ${clean(access.url, 200)}` };
  try {
    return {
      targets: await get(api, '/api/v1/targets?state=active'),
      dropped: await getOptional(api, '/api/v1/targets?state=dropped'),
      buildInfo: await getOptional(api, '/api/v1/status/buildinfo'),
      runtimeInfo: await getOptional(api, '/api/v1/status/runtimeinfo'),
    };
  } finally {
    await dispatcher.destroy();
  }
}

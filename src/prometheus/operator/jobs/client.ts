import { withoutUser } from '../../../model/secrets.ts';
import { clean } from '../../../model/text.ts';
import type { Job } from '../../job.ts';
import type { Authorization, BasicAuth, OAuth2, ProxyConfig } from '../shapes/http.ts';
import { atLeast } from '../../version.ts';
import { versionOf, type Making } from './making.ts';

interface Credentials {
  readonly basicAuth: BasicAuth | null;
  readonly authorization: Authorization | null;
  readonly oauth2: OAuth2 | null;
  readonly bearerToken: boolean; // by reference
  readonly bearerTokenFile?: string;
}

interface Credential {
  readonly settings: Pick<Job, 'credential' | 'tokenFile'>;
  readonly refused: string;
}

/** The credentials that stand in the configuration, with those of the scrape class; `refused`: more than Prometheus takes together. */
export function credentialOf(making: Making, own: Credentials): Credential {
  const version = versionOf(making);
  const isOwn = own.authorization !== null && (own.authorization.type !== '' || own.authorization.credentials !== null);
  const authorization = (isOwn || (making.scrapeClass?.authorization ?? null) !== null) && atLeast(version, '2.26.0');
  const oauth2 = own.oauth2 !== null && atLeast(version, '2.27.0');
  const basic = own.basicAuth !== null;
  const file = own.bearerTokenFile ?? '';
  const bearer = own.bearerToken || file !== '';
  const refused =
    (own.bearerToken && file !== '' ? oneToken : '') ||
    refusal([basic || oauth2, authorization, bearer]) ||
    (basic && oauth2 ? oneOfThree : '');
  if (basic || oauth2) return { settings: { credential: basic ? 'basic-auth' : 'oauth2' }, refused };
  if (!authorization && !bearer) return { settings: { credential: 'none' }, refused };
  const tokenFile = file || (isOwn ? '' : (making.scrapeClass?.authorization?.credentialsFile ?? ''));
  return { settings: { credential: 'bearer-token', ...(tokenFile && { tokenFile: clean(tokenFile, 300) }) }, refused };
}

const oneToken = 'at most one of bearer_token & bearer_token_file must be configured';

const oneOfThree = 'at most one of basic_auth, oauth2 & authorization must be configured';

/** prometheus/common, config/http_config.go, HTTPClientConfig.Validate. */
function refusal([basicOrOauth2, authorization, bearerToken]: readonly [boolean, boolean, boolean]): string {
  if (basicOrOauth2 && bearerToken) return 'at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured';
  if (authorization && bearerToken) return 'authorization is not compatible with bearer_token & bearer_token_file';
  return basicOrOauth2 && authorization ? oneOfThree : '';
}

/** Without its credentials; addresses that noProxy excepts are not told apart. */
export function proxyOf(making: Making, { proxyUrl, proxyFromEnvironment }: ProxyConfig): string {
  if (proxyUrl) return clean(withoutUser(proxyUrl), 300);
  return proxyFromEnvironment === true && atLeast(versionOf(making), '2.43.0') ? 'from environment' : '';
}

export const followsRedirects = (making: Making, followRedirects: boolean | null | undefined): boolean =>
  followRedirects !== false || !atLeast(versionOf(making), '2.26.0');

/** HTTP/2 is on but where it is switched off. */
export const http2Of = (making: Making, enabled: boolean | null | undefined): Pick<Job, 'http2'> =>
  enabled === false && atLeast(versionOf(making), '2.35.0') ? { http2: false } : {};

/** What an endpoint of a monitor says of its requests. */
interface Requests extends ProxyConfig {
  readonly scheme?: string | null | undefined;
  readonly path: string;
  readonly params: Job['params'];
  readonly followRedirects?: boolean | null | undefined;
  readonly enableHttp2?: boolean | null | undefined;
}

/** How the targets of an endpoint are requested, whatever kind of monitor it is of. */
export const requestsOf = (
  making: Making,
  endpoint: Requests,
): Pick<Job, 'scheme' | 'path' | 'params' | 'proxy' | 'followRedirects' | 'http2'> => ({
  scheme: schemeOf(endpoint.scheme),
  path: endpoint.path || '/metrics',
  params: endpoint.params,
  proxy: proxyOf(making, endpoint),
  followRedirects: followsRedirects(making, endpoint.followRedirects),
  ...http2Of(making, endpoint.enableHttp2),
});

/** The scheme as the operator writes it. */
export const schemeOf = (scheme: string | null | undefined): string => clean(scheme || 'http', 20).toLowerCase();

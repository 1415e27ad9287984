import type { Authorization, Http, OAuth2 } from '../shapes/http.ts';
import { type Problem, firstProblem, within } from './problem.ts';
import { proxyProblem } from './proxy.ts';
import { safeTlsProblem } from './tls.ts';

/** Why the operator does not take an authorization (SafeAuthorization.Validate); '' where it does. */
export function authorizationProblem(authorization: Authorization | null): string {
  if (!authorization) return '';
  if (authorization.type.trim().toLowerCase() === 'basic') return `'authorization' type cannot be set to "basic", use "basicAuth" instead`;
  return authorization.credentials ? '' : "'authorization' credentials are required";
}

/** Why the operator does not take an oauth2 (OAuth2.Validate); '' where it does. */
export function oauth2Problem(oauth2: OAuth2 | null): string {
  if (!oauth2) return '';
  const { secret, configMap } = oauth2.clientId;
  if (oauth2.tokenUrl === '') return 'OAuth2 tokenURL must be specified';
  if (!secret && !configMap) return "OAuth2 'clientID' must be specified";
  if (secret && configMap) return "invalid OAuth2 'clientID': cannot specify both Secret and ConfigMap";
  const tls = safeTlsProblem(oauth2.tlsConfig);
  if (tls) return `invalid OAuth2 'tlsConfig': ${tls}`;
  const proxy = proxyProblem(oauth2);
  return proxy && `invalid OAuth2 proxyConfig: ${proxy}`;
}

/** Why the operator does not take the credentials of an endpoint together (http_config.go, HTTPConfigWithoutTLS.Validate). */
export function httpProblem(http: Http): Problem {
  const set = (['authorization', 'basicAuth', 'bearerTokenSecret', 'oauth2'] as const).filter((field) => http[field]);
  if (set.length > 1) return `${set[0]} and ${set[1]} cannot be configured at the same time`;
  return firstProblem([within('authorization', authorizationProblem(http.authorization)), within('oauth2', oauth2Problem(http.oauth2))]);
}

import { couldNotLook, isUnknown, outOfMode } from '../../../model/fact.ts';
import { goParseError, parsePemCertificates } from '../../../x509/index.ts';
import type { AssetRef, OperatorObjects, PublicKeys } from '../objects.ts';
import type { Authorization, BasicAuth, KeyRef, OAuth2, ProxyConfig, SafeTlsConfig, SecretOrConfigMap } from '../shapes/http.ts';
import { authorizationProblem, oauth2Problem } from './credentials.ts';
import { type Problem, firstProblem, quoted, within } from './problem.ts';
import { referenceText, safeTlsProblem } from './tls.ts';

/** What references are looked up with: in the namespace of the object that has them. */
export interface Assets {
  readonly namespace: string;
  readonly asset: OperatorObjects['asset'];
}

const notAsked = outOfMode('whether the Secrets and ConfigMaps that it refers to exist was not asked');

function stateOf(assets: Assets, kind: AssetRef['kind'], { name, key }: KeyRef, needs: AssetRef['needs']) {
  return assets.asset?.({ kind, namespace: assets.namespace, name, key, needs }) ?? notAsked;
}

function missing(assets: Assets, kind: AssetRef['kind'], ref: KeyRef): Problem {
  const lower = kind.toLowerCase();
  if (ref.name === '') return `unable to get ${lower} "": resource name may not be empty`;
  const state = stateOf(assets, kind, ref, 'existence');
  if (isUnknown(state)) return state;
  if (state.missing === 'object') return `unable to get ${lower} ${quoted(ref.name)}: ${lower}s ${quoted(ref.name)} not found`;
  return state.missing === 'key' ? `key ${quoted(ref.key)} in ${lower} ${quoted(ref.name)} not found` : '';
}

/** A key of a Secret that has to exist (pkg/assets/store.go, GetSecretKey). */
export const secretProblem = (assets: Assets, ref: KeyRef): Problem => missing(assets, 'Secret', ref);

function referenceProblem(assets: Assets, { secret, configMap }: SecretOrConfigMap): Problem {
  if (secret) return missing(assets, 'Secret', secret);
  return configMap ? missing(assets, 'ConfigMap', configMap) : '';
}

/** Only the first block of a CA is looked at (pkg/assets/tls.go). */
function authorityProblem(assets: Assets, { secret, configMap }: SecretOrConfigMap): Problem {
  const ref = secret ?? configMap;
  if (!ref) return '';
  const state = stateOf(assets, secret ? 'Secret' : 'ConfigMap', ref, 'text');
  if (isUnknown(state)) return state;
  if (state.missing !== '' || state.text === '') return '';
  const der = parsePemCertificates(state.text)[0];
  if (!der) return 'failed to decode PEM block';
  return goParseError(der) === '' ? '' : 'failed to parse certificate';
}

function publicKeyOf(assets: Assets, { secret, configMap }: SecretOrConfigMap, of: keyof PublicKeys): string | undefined {
  const ref = secret ?? configMap;
  const state = ref ? stateOf(assets, secret ? 'Secret' : 'ConfigMap', ref, 'existence') : undefined;
  return state && !isUnknown(state) && state.missing === '' && state.text !== '' ? state.publicKeys?.[of] : undefined;
}

/** Whether a certificate and its key belong together (crypto/tls, X509KeyPair), where both were looked at. */
function pairProblem(assets: Assets, { cert, keySecret }: SafeTlsConfig): Problem {
  const certificate = publicKeyOf(assets, cert, 'certificate');
  const key = publicKeyOf(assets, { secret: keySecret, configMap: null }, 'key');
  if (certificate === undefined || key === undefined || !keySecret) return '';
  const both = `cert ${referenceText(cert)}, key <${keySecret.name}/${keySecret.key}>`;
  if (certificate === '' || key === '') return couldNotLook(`${both}: it could not be told whether they belong together`);
  if (certificate === key) return '';
  const isOfOneKind = certificate.split(':')[0] === key.split(':')[0];
  return `${both}: tls: private key ${isOfOneKind ? '' : 'type '}does not match public key${isOfOneKind ? '' : ' type'}`;
}

/** A tlsConfig's references. */
export function tlsAssetsProblem(assets: Assets, tls: SafeTlsConfig | null): Problem {
  if (!tls) return '';
  const key = tls.keySecret;
  return firstProblem([
    within(`failed to get ca ${quoted(referenceText(tls.ca))}`, referenceProblem(assets, tls.ca)),
    within(`failed to get cert ${quoted(referenceText(tls.cert))}`, referenceProblem(assets, tls.cert)),
    key ? within(`failed to get key ${key.name}/${key.key}`, secretProblem(assets, key)) : '',
    within(`ca ${referenceText(tls.ca)}`, authorityProblem(assets, tls.ca)),
    pairProblem(assets, tls),
  ]);
}

/** AddSafeTLSConfig: the settings, then what they refer to. */
export const safeTlsAssetsProblem = (assets: Assets, tls: SafeTlsConfig | null): Problem =>
  firstProblem([within('failed to validate TLS configuration', safeTlsProblem(tls)), tlsAssetsProblem(assets, tls)]);

export const basicAuthProblem = (assets: Assets, basicAuth: BasicAuth | null): Problem =>
  basicAuth
    ? firstProblem([
        within('failed to get basic auth username', secretProblem(assets, basicAuth.username)),
        within('failed to get basic auth password', secretProblem(assets, basicAuth.password)),
      ])
    : '';

export function authorizationAssetsProblem(assets: Assets, authorization: Authorization | null): Problem {
  const credentials = authorization?.credentials;
  if (!authorization || !credentials) return '';
  const of = `failed to get authorization token of type ${quoted(authorization.type)}`;
  return firstProblem([authorizationProblem(authorization), credentials.name ? within(of, secretProblem(assets, credentials)) : '']);
}

/** Secrets of the headers for a proxy (pkg/assets/store.go, AddProxyConfig). */
export const proxyAssetsProblem = (assets: Assets, { proxyConnectHeader }: ProxyConfig): Problem =>
  firstProblem(
    Object.entries(proxyConnectHeader).flatMap(([header, refs]) =>
      refs.map((ref, index) => within(`header[${header}][${index}]`, secretProblem(assets, ref))),
    ),
  );

export const oauth2AssetsProblem = (assets: Assets, oauth2: OAuth2 | null): Problem =>
  oauth2
    ? firstProblem([
        oauth2Problem(oauth2),
        within('failed to get oauth2 client id', referenceProblem(assets, oauth2.clientId)),
        within('failed to get oauth2 client secret', secretProblem(assets, oauth2.clientSecret)),
        within('failed to get oauth2 proxyConfig', proxyAssetsProblem(assets, oauth2)),
        within('failed to get oauth2 tlsConfig', safeTlsAssetsProblem(assets, oauth2.tlsConfig)),
      ])
    : '';

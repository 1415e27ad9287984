import * as v from 'valibot';
import { flag, list, optionalText, record, set, text } from './common.ts';

/** How a scrape connects and authenticates: references to Secrets and ConfigMaps, never what they hold. */

const keyRef = v.object({ name: text, key: text });
export type KeyRef = v.InferOutput<typeof keyRef>;
const noKey = { name: '', key: '' };
/** A reference that is no pointer in the operator's types: absent, it names nothing. */
const plainKeyRef = v.optional(v.nullable(keyRef, noKey), noKey);

const secretOrConfigMap = v.optional(
  v.nullable(v.object({ secret: set(keyRef), configMap: set(keyRef) }), { secret: null, configMap: null }),
  {
    secret: null,
    configMap: null,
  },
);
export type SecretOrConfigMap = v.InferOutput<typeof secretOrConfigMap>;

const tlsFields = v.object({
  ca: secretOrConfigMap,
  cert: secretOrConfigMap,
  keySecret: set(keyRef),
  serverName: optionalText,
  insecureSkipVerify: flag,
  minVersion: optionalText,
  maxVersion: optionalText,
});
/** SafeTLSConfig: no files. */
export const safeTlsConfig = set(tlsFields);
/** TLSConfig, of ServiceMonitors and scrape classes: files in Prometheus's container as well. */
export const tlsConfig = set(v.object({ ...tlsFields.entries, caFile: text, certFile: text, keyFile: text }));
export type SafeTlsConfig = NonNullable<v.InferOutput<typeof safeTlsConfig>>;
export type TlsConfig = NonNullable<v.InferOutput<typeof tlsConfig>>;

const proxyFields = {
  proxyUrl: optionalText,
  noProxy: optionalText,
  proxyFromEnvironment: flag,
  proxyConnectHeader: v.optional(v.nullable(record(list(keyRef, 100), 100), {}), {}),
};
export const proxyConfig = v.object(proxyFields);
export type ProxyConfig = v.InferOutput<typeof proxyConfig>;

const authorization = set(v.object({ type: text, credentials: set(keyRef) }));
export type Authorization = NonNullable<v.InferOutput<typeof authorization>>;
export const classAuthorization = set(v.object({ type: text, credentials: set(keyRef), credentialsFile: text }));

const basicAuth = set(v.object({ username: plainKeyRef, password: plainKeyRef }));
export type BasicAuth = NonNullable<v.InferOutput<typeof basicAuth>>;

const oauth2 = set(
  v.object({ clientId: secretOrConfigMap, clientSecret: plainKeyRef, tokenUrl: text, tlsConfig: safeTlsConfig, ...proxyFields }),
);
export type OAuth2 = NonNullable<v.InferOutput<typeof oauth2>>;

/** Of ScrapeConfigs, which know no bearerTokenSecret. */
export const credentialFields = { authorization, basicAuth, oauth2 };
export const httpFields = { ...credentialFields, bearerTokenSecret: set(keyRef), followRedirects: flag, enableHttp2: flag };
export const proxied = proxyFields;

const httpConfig = v.object(httpFields);
/** The credentials of an endpoint, of whatever kind of object. */
export type Http = v.InferOutput<typeof httpConfig>;

import type { SafeTlsConfig, SecretOrConfigMap, TlsConfig } from '../shapes/http.ts';

const isSet = ({ secret, configMap }: SecretOrConfigMap): boolean => secret !== null || configMap !== null;

/** "<secret=pgx-ca,key=ca.crt>", as the operator writes a reference. */
export function referenceText({ secret, configMap }: SecretOrConfigMap): string {
  if (secret) return `<secret=${secret.name},key=${secret.key}>`;
  return configMap ? `<configmap=${configMap.name},key=${configMap.key}>` : '<empty>';
}

function commonProblem({ ca, cert, minVersion, maxVersion }: SafeTlsConfig): string {
  for (const [field, reference] of Object.entries({ ca, cert }))
    if (reference.secret && reference.configMap) return `${field} ${referenceText(reference)}: cannot specify both Secret and ConfigMap`;
  const both = typeof minVersion === 'string' && typeof maxVersion === 'string';
  return both && maxVersion < minVersion ? 'maxVersion must more than or equal to minVersion' : '';
}

/** Why the operator does not take a tlsConfig with files (tls_types.go, TLSConfig.Validate); '' where it does. */
export function tlsProblem(tls: TlsConfig | null): string {
  if (!tls) return '';
  const problem = commonProblem(tls);
  if (problem) return problem;
  if (isSet(tls.ca) && tls.caFile) return "cannot specify both 'caFile' and 'ca'";
  if (isSet(tls.cert) && tls.certFile) return "cannot specify both 'certFile' and 'cert'";
  if (tls.keyFile && tls.keySecret) return "cannot specify both 'keyFile' and 'keySecret'";
  const hasCert = isSet(tls.cert) || tls.certFile !== '';
  const hasKey = tls.keySecret !== null || tls.keyFile !== '';
  if (hasCert && !hasKey) return 'cannot specify client cert without client key';
  return hasKey && !hasCert ? 'cannot specify client key without client cert' : '';
}

/** The same without files (SafeTLSConfig.Validate). */
export function safeTlsProblem(tls: SafeTlsConfig | null): string {
  if (!tls) return '';
  const problem = commonProblem(tls);
  if (problem) return problem;
  if (isSet(tls.cert) && !tls.keySecret) return 'client cert specified without client key';
  return tls.keySecret && !isSet(tls.cert) ? 'client key specified without client cert' : '';
}

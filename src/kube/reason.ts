import { withoutSecrets } from '../model/secrets.ts';
import { clean } from '../model/text.ts';
import { innermost } from '../net/connection-reason.ts';

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host not found (the name server does not answer)',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'no connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_SOCKET: 'connection closed without an answer',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed and not trusted by the kubeconfig',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted by the kubeconfig',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted by the kubeconfig',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted by the kubeconfig',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** What went wrong with a connection, in one line without the technical prefix. */
export function connectionReason(error: unknown): string {
  const { code, message } = innermost(error, reasons);
  return (code && reasons[code]) ?? (oneLine(message ?? '') || 'connection failed');
}

/** True where the same request may well succeed a moment later. */
export const isDropped = (error: unknown): boolean =>
  ['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE'].includes(innermost(error, reasons).code ?? '');

/** Text of a server, or of a credential plugin, in one bounded line without what looks like a secret. */
export const oneLine = (text: string): string => clean(withoutSecrets(text.slice(0, 3000).replace(/\s+/g, ' ').trim()), 300);

import { failureOfError } from './ended.ts';

const untrusted = 'its certificate is not trusted';
const byCode: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_SOCKET: 'connection closed without an answer',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not yet valid',
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
};

interface Nested {
  readonly code?: string;
  readonly message?: string;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

/** The error that says most: undici wraps the reason in causes, Node one error for each address. The first with one of the codes ends the search. */
export function innermost(error: unknown, codes: Readonly<Record<string, string>>): Nested {
  let each = (error ?? {}) as Nested;
  for (let depth = 0; depth < 5; depth++) {
    const next = each.errors?.[0] ?? each.cause;
    if ((each.code !== undefined && each.code in codes) || !next) break;
    each = next;
  }
  return each;
}

/** What went wrong with a connection of an HTTP client, in a few words. */
export function connectionReason(error: unknown): string {
  const found = innermost(error, byCode);
  return byCode[found.code ?? ''] ?? (failureOfError(found, 'unreachable').text || 'connection failed');
}

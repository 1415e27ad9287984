import type { User } from './kubeconfig-shape.ts';

/** Bytes that a header's name may have (RFC 9110 section 5.6.2), except "%", which escapes the others. */
const token = /[!#$&'*+.^_`|~0-9A-Za-z-]/;

const escaped = (key: string): string =>
  [...Buffer.from(key)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return token.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

/** Go writes a header's value as UTF-8, Node every character as one byte. */
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

/** The headers of user impersonation, as client-go sends them (transport.ImpersonationConfig); none without "as". */
export function impersonationHeaders(user: User): Record<string, string | string[]> {
  if (!user.as) return {};
  const headers: Record<string, string | string[]> = { 'Impersonate-User': utf8(user.as) };
  if (user['as-uid']) headers['Impersonate-Uid'] = utf8(user['as-uid']);
  if (user['as-groups']?.length) headers['Impersonate-Group'] = user['as-groups'].map(utf8);
  for (const [key, values] of Object.entries(user['as-user-extra'] ?? {}))
    if (values?.length) headers[`Impersonate-Extra-${escaped(key)}`] = values.map(utf8);
  return headers;
}

import { replaceCredentials } from '../model/secrets.ts';

/** Gives what it is given, whatever its shape, without credentials in its texts. */
export type Redact = <T>(value: T) => T;

const isQuery: ReadonlySet<string> = new Set(['params', 'query']); // written without "?"

/** Only certificates, whatever else a text in PEM holds. */
const certificatesIn = (pem: string): string =>
  (pem.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? []).map((block) => `${block}\n`).join('');

/**
 * Takes credentials out of URLs, paths and queries, as reports do when they show them, and keeps of PEM only certificates. The same credential becomes
 * the same word each time ("…1"), so that what was equal stays equal; which one it was, nobody can tell from that.
 */
export function createRedact(): Redact {
  const words = new Map<string, string>();
  const opaque = (whole: string): string => {
    const value = whole.slice(whole.indexOf('=') + 1);
    if (/^…\d*$/.test(value)) return value; // it has been taken out before
    const word = words.get(value) ?? `…${words.size + 1}`;
    words.set(value, word);
    return word;
  };
  const textOf = (text: string, key: string): string => {
    if (text.includes('-----BEGIN')) return certificatesIn(text);
    if (isQuery.has(key)) return replaceCredentials(`?${text}`, opaque).slice(1);
    return /[?&]|\/\/|%2F%2F/i.test(text) ? replaceCredentials(text, opaque) : text;
  };
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return textOf(value, key);
    if (Array.isArray(value)) return value.map((each) => walk(each, key));
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, walk(each, name)]));
  };
  return <T>(value: T) => walk(value, '') as T;
}

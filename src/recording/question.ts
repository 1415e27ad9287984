import { createHash } from 'node:crypto';
import type { Attempt, KeyPair } from '../model/attempt.ts';

/** What was asked, as it is compared: all that is sent but keys, and of a client certificate its SHA-256. */
export type Question = { readonly name: string } & Readonly<Record<string, unknown>>;

const marker = 'sha256:';
const firstBlock = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/;
const derOf = (pem: string): Uint8Array => Buffer.from(firstBlock.exec(pem)?.[1] ?? '', 'base64');

/** "sha256:…" of the first certificate; a certificate of a recording is nothing but that already. */
export const fingerprintOf = ({ certificate }: Pick<KeyPair, 'certificate'>): string =>
  certificate.startsWith(marker) ? certificate : `${marker}${createHash('sha256').update(derOf(certificate)).digest('hex')}`;

/** Stands for a certificate that was presented when the recording was made. There is no key, and nothing to present it to. */
export const recordedKeyPair = (fingerprint: string): KeyPair => ({ certificate: fingerprint, key: () => '' });

/** The name of a scrape's handshake is made of its certificate: what is asked tells it just as well. */
const named = (attempt: Attempt): string => (attempt.kind === 'scrape' ? 'scrape' : attempt.name);

export function questionOf(attempt: Attempt): Question {
  const { name: _, ...sent } = JSON.parse(
    JSON.stringify(attempt, (key, value: unknown) => (key === 'client' || key === 'keyPair' ? fingerprintOf(value as KeyPair) : value)),
  ) as Question;
  return { name: named(attempt), ...sent };
}

export const questionKey = (question: Question): string => JSON.stringify(question);

import { createHash, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt, KeyPair } from '../../src/model/attempt.ts';
import { fingerprintOf, questionKey, questionOf, recordedKeyPair } from '../../src/recording/question.ts';
import { createCa, issue } from '../support/pki.ts';

const hello = { versions: [0x0304], suites: [0x1301], serverName: 'a' };

const scrape = (keyPair: KeyPair): Attempt => ({
  name: `scrape ${keyPair.certificate.length}`,
  kind: 'scrape',
  hello: { serverName: 'a', keyPair, expects: null, minVersion: 'TLS12', maxVersion: 'TLS13' },
  request: { path: '/metrics' },
});
const get = (name: string, path: string) => questionKey(questionOf({ name, kind: 'http', request: { path } }));

describe('a question', () => {
  let pair: KeyPair;
  beforeAll(async () => {
    const { chainPem, keyPem } = await issue(await createCa({ name: 'ca' }), { cn: 'client' });
    pair = { certificate: chainPem, key: () => keyPem };
  });

  it('has of a client certificate its SHA-256, and nothing of its key', () => {
    const asked = questionOf({ name: 'x', kind: 'tls13', hello, request: { path: '/' }, client: pair });
    const sha256 = createHash('sha256').update(new X509Certificate(pair.certificate).raw).digest('hex');
    expect(asked).toEqual({ name: 'x', kind: 'tls13', hello, request: { path: '/' }, client: `sha256:${sha256}` });
  });

  it('of a measurement has no key either, and is another one with a certificate', () => {
    const measured: Attempt = { name: 'cost-full-1', kind: 'cost', serverName: 'a', request: { path: '/' }, resume: false };
    const asked = questionKey(questionOf({ ...measured, client: pair }));
    expect(asked).toContain(fingerprintOf(pair));
    expect(asked).not.toMatch(/PRIVATE|BEGIN/);
    expect(asked).toBe(questionKey(questionOf({ ...measured, client: recordedKeyPair(fingerprintOf(pair)) })));
    expect(asked).not.toBe(questionKey(questionOf(measured)));
  });

  it('is the same with the certificate, and with what is recorded of it', () => {
    const recorded = recordedKeyPair(fingerprintOf(pair));
    expect(questionKey(questionOf(scrape(recorded)))).toBe(questionKey(questionOf(scrape(pair))));
    expect([recorded.key(), fingerprintOf(recorded)]).toEqual(['', fingerprintOf(pair)]);
  });

  it('is another one under another name, or where anything else is sent', () => {
    expect(new Set([get('a', '/'), get('b', '/'), get('a', '/x')]).size).toBe(3);
  });
});

import { describe, expect, it } from 'vitest';
import { sameError } from '../../../src/prometheus/outcome/index.ts';

const verify = 'tls: failed to verify certificate: ';
const get = (address: string, path = '/metrics'): string => `Get "https://${address}${path}": `;

describe('the same error', () => {
  it.each([
    ['address and port', `${get('10.0.0.7:9187')}EOF`, `${get('127.0.0.1:31234')}EOF`],
    [
      'addresses of connections',
      'write tcp (local)->10.0.0.7:9187: write: broken pipe',
      'write tcp 10.1.1.1:53412->10.0.0.8:1: write: broken pipe',
    ],
    ['a dialled name', 'dial tcp pgx.db.svc:1: connect: connection refused', 'dial tcp 10.0.0.7:1: connect: connection refused'],
    [
      'the time of the scrape',
      'current time (now) is after 2026-01-02T03:04:05Z',
      'current time 2026-02-01T00:00:00+01:00 is after 2026-01-02T03:04:05Z',
    ],
    ['the authority that was tried', 'candidate authority certificate "a")', 'candidate authority certificate "b \\"c\\"")'],
    ['where net/http met it', 'remote error: tls: certificate required', 'readLoopPeekFailLocked: remote error: tls: certificate required'],
    ["the server's words for a status", 'server returned HTTP status 418', "server returned HTTP status 418 I'm a Teapot"],
    ['what is left open', 'malformed HTTP response "\\x15\\x03…"', 'malformed HTTP response "\\x15\\x03\\x01\\x00\\x02\\x02F"'],
  ])('but for %s', (_, expected, actual) => {
    expect(sameError(expected, actual)).toBe(true);
    expect(sameError(actual, expected)).toBe(true);
  });

  it.each([
    ['names', `${verify}x509: certificate is valid for a, b, not c`, `${verify}x509: certificate is valid for a, b, not d`],
    [
      'an address that was verified',
      'x509: cannot validate certificate for 10.0.0.7 because',
      'x509: cannot validate certificate for 10.0.0.8 because',
    ],
    ['when it ended', 'current time (now) is after 2026-01-02T03:04:05Z', 'current time (now) is after 2027-01-02T03:04:05Z'],
    ['paths', `${get('a:1')}EOF`, `${get('a:1', '/other')}EOF`],
    ['statuses', 'server returned HTTP status 401', 'server returned HTTP status 403'],
    ['Go before 1.20', `${verify}x509: certificate signed by unknown authority`, 'x509: certificate signed by unknown authority'],
    ['nothing', '', 'EOF'],
  ])('is another: %s', (_, expected, actual) => expect(sameError(expected, actual)).toBe(false));

  it('is told quickly of hostile text', () => {
    const started = performance.now();
    sameError('…'.repeat(1000), `candidate authority certificate "${'"'.repeat(50_000)}`);
    sameError(`dial tcp ${'a: '.repeat(20_000)}`, `dial tcp ${'a'.repeat(50_000)}`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

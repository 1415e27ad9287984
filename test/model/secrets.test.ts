import { describe, expect, it } from 'vitest';
import { withoutCredentials, withoutSecrets, withoutUser } from '../../src/model/secrets.ts';

describe('withoutCredentials', () => {
  it.each([
    ['http://user:pw@db:9187/metrics', 'http://db:9187/metrics'],
    ['http://user:p&w@x@db:9187/metrics', 'http://db:9187/metrics'],
    ['http://prober/probe?target=http%3A%2F%2Fuser:pw%40db&module=tcp', 'http://prober/probe?target=http%3A%2F%2Fdb&module=tcp'],
    ['http://prober/probe?module=tcp&api_key=s3cret', 'http://prober/probe?module=tcp&api_key=…'],
    [
      'Get "https://u:p@db:9187/metrics": dial tcp 10.0.0.7:9187: connect: connection refused (see a@b)',
      'Get "https://db:9187/metrics": dial tcp 10.0.0.7:9187: connect: connection refused (see a@b)',
    ],
    ['http://db:9187/metrics?mail=a@b', 'http://db:9187/metrics?mail=a@b'],
  ])('%s', (text, shown) => {
    expect(withoutCredentials(text)).toBe(shown);
  });
});

it('of one URL everything before the last @ goes', () => {
  expect(withoutUser('http://user:p/w?@x @proxy:3128/')).toBe('http://proxy:3128/');
  expect(withoutUser('http://proxy:3128/')).toBe('http://proxy:3128/');
});

it('of any text tokens and passwords go', () => {
  expect(withoutSecrets('Bearer 0123456789abcdef and password=hunter2, from https://u:p@host')).toBe(
    'Bearer … and password=…, from https://…@host',
  );
});

import { describe, expect, it } from 'vitest';
import { withoutCredentials } from '../../src/model/secrets.ts';
import { createRedact } from '../../src/recording/redact.ts';

describe('what a recording leaves out', () => {
  it.each([
    ['/metrics?token=s3cret&module=tcp', '/metrics?token=…1&module=tcp'],
    ['/probe?target=http://u:s3cret@db:5432/&debug=true', '/probe?target=http://db:5432/&debug=true'],
    ['https://u:s3cret@proxy:3128/', 'https://proxy:3128/'],
    ['/probe?target=http%3A%2F%2Fu%3As3cret%40db', '/probe?target=http%3A%2F%2Fdb'],
    ['ServiceMonitor db/pgx', 'ServiceMonitor db/pgx'],
  ])('of %s', (text, left) => expect(createRedact()(text)).toBe(left));

  it('is found at any depth, and in queries without their "?"', () => {
    const redact = createRedact();
    const member = { target: 't', params: 'apikey=s3cret&module=x', origin: 'HTTP://u:s3cret@10.0.0.7' };
    expect(redact({ scrapes: [{ members: [member] }] })).toEqual({
      scrapes: [{ members: [{ target: 't', params: 'apikey=…1&module=x', origin: 'HTTP://10.0.0.7' }] }],
    });
  });

  it('keeps equal what was equal, and different what was different', () => {
    const redact = createRedact();
    const [one, same, other] = ['?key=a', '/x?key=a', '?key=b'].map((text) => redact(text));
    expect([one, same, other]).toEqual(['?key=…1', '/x?key=…1', '?key=…2']);
  });

  it('is not taken out twice, and reports show the same of what is left', () => {
    const redact = createRedact();
    const once = redact('https://u:p@h/m?token=s3cret&x=1');
    expect(redact(once)).toBe(once);
    expect(withoutCredentials(once)).toBe(withoutCredentials('https://u:p@h/m?token=s3cret&x=1'));
  });

  it('are all blocks of PEM but certificates', () => {
    const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    const key = '-----BEGIN PRIVATE KEY-----\ns3cret\n-----END PRIVATE KEY-----\n';
    expect(createRedact()({ pem: `${key}${certificate}text` })).toEqual({ pem: certificate });
  });

  it('leaves bytes as they are', () => {
    const bytes = new Uint8Array([1, 2]);
    expect(createRedact()({ bytes })).toEqual({ bytes });
  });
});

import { describe, expect, it } from 'vitest';
import { matchesName, parseCertificate } from '../../src/x509/index.ts';
import { issue } from '../support/pki.ts';
import { attribute, certificate, dns, ip, oid, seq, set, subjectAltName, utf8 } from './der.ts';

/** The expected words were printed by Go 1.26's VerifyHostname for certificates made alike. */

const zeros = (count: number): number[] => Array<number>(count).fill(0);
const names = ['a.test', '*.b.test', 'A.Upper.Test', '_x.test', 'odd name', 'f*.wild.test', '*'].map(dns);
const addresses = [ip(10, 0, 0, 1), ip(...zeros(15), 1), ip(...zeros(10), 255, 255, 1, 2, 3, 4)];
const many = parseCertificate(certificate({ extensions: [subjectAltName(...names, ...addresses)] }));
const list = 'a.test, *.b.test, A.Upper.Test, _x.test, odd name, f*.wild.test, *';
const commonName = (...values: string[]): Buffer => seq(...values.map((value) => attribute('2.5.4.3', utf8(value))));
const without = (subject: Buffer) => parseCertificate(certificate({ subject }));

function errorFor(seen: ReturnType<typeof parseCertificate>, name: string): string {
  const outcome = matchesName(seen, name);
  if (outcome.ok === null) return outcome.reason;
  return outcome.ok ? 'ok' : outcome.error;
}

describe('matchesName', () => {
  it.each([
    'a.test',
    'A.TEST',
    'a.test.',
    'x.b.test',
    'a.upper.test',
    '_x.test',
    'ODD NAME',
    '*',
    '10.0.0.1',
    '[10.0.0.1]',
    '::ffff:10.0.0.1',
  ])('accepts %s', (name) => expect(matchesName(many, name)).toEqual({ ok: true }));
  it.each(['0:0:0:0:0:0:0:1', '[::1]', '1.2.3.4'])('accepts the address %s in any spelling', (name) => {
    expect(matchesName(many, name)).toEqual({ ok: true });
  });

  it.each(['x.y.b.test', 'b.test', '.b.test', 'foo.wild.test', 'a..test', 'a.test:443', '010.0.0.1', 'other'])('refuses %s', (name) => {
    expect(errorFor(many, name)).toBe(`x509: certificate is valid for ${list}, not ${name}`);
  });

  it('lists addresses as Go prints them', () => {
    expect(errorFor(many, '[10.0.0.2]')).toBe('x509: certificate is valid for 10.0.0.1, ::1, 1.2.3.4, not 10.0.0.2');
  });

  it('says that there are no IP SANs', async () => {
    const { der } = await issue(null, { cn: 'a.test', dns: ['a.test'] });
    expect(errorFor(parseCertificate(der), '10.0.0.1')).toBe(
      "x509: cannot validate certificate for 10.0.0.1 because it doesn't contain any IP SANs",
    );
  });

  it('never accepts a common name, and says when one would have matched', () => {
    const legacy = 'x509: certificate relies on legacy Common Name field, use SANs instead';
    expect(errorFor(without(commonName('cn.test')), 'CN.test.')).toBe(legacy);
    expect(errorFor(without(commonName('*.cn.test')), 'x.cn.test')).toBe(legacy);
    expect(errorFor(without(commonName('first.test', 'last.test')), 'last.test')).toBe(legacy);
    expect(errorFor(without(commonName('first.test', 'last.test')), 'first.test')).toContain('not valid for any names');
    const oneRdn = seq(set(...['first.test', 'last.test'].map((value) => seq(oid('2.5.4.3'), utf8(value)))));
    expect(errorFor(without(oneRdn), 'last.test')).toBe(legacy);
    expect(errorFor(without(seq(attribute('2.5.4.10', utf8('O,CN=fake.test')))), 'fake.test')).toBe(
      'x509: certificate is not valid for any names, but wanted to match fake.test',
    );
  });

  it('counts a hundred names instead of listing them', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => dns(`h${index}`));
    const seen = parseCertificate(certificate({ extensions: [subjectAltName(...hundred)] }));
    expect(errorFor(seen, 'x')).toBe('x509: certificate is valid for 100 names, but none matched x');
  });

  it('lets nothing through that could move a cursor', () => {
    const seen = parseCertificate(certificate({ extensions: [subjectAltName(dns('\u001b[2J'))] }));
    expect(errorFor(seen, 'x')).toBe('x509: certificate is valid for \ufffd[2J, not x');
  });
});

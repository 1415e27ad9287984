import { describe, expect, it } from 'vitest';
import { validity } from '../../src/derive/validity.ts';
import { couldNotLook } from '../../src/model/fact.ts';
import { createCa, daysFromNow, issue } from '../support/pki.ts';
import { input, observed, serving, valueOf } from './support.ts';

const root = await createCa({ name: 'Root' });
const intermediate = await createCa({ name: 'Intermediate', issuer: root });
const leaf = await issue(intermediate, { cn: 'leaf', notBefore: daysFromNow(-60), notAfter: daysFromNow(30) });

const certificatesAt = (now: Date) =>
  valueOf(validity.derive(input({ facts: [observed('certificate', serving([leaf, intermediate, root], '', 'pgx.db.svc'))], now })))
    .certificates;

describe('validity', () => {
  it('tells leaf, intermediate and root, each once for all names', () => {
    const seen = certificatesAt(new Date());
    expect(seen.map(({ role, subject, server_name }) => [role, subject, server_name])).toEqual([
      ['leaf', 'CN=leaf', ''],
      ['intermediate', 'CN=Intermediate', ''],
      ['root', 'CN=Root', ''],
    ]);
    expect(seen[0]).toMatchObject({ expired: false, not_yet_valid: false, lifetime_days: 90 });
    expect(seen[0]?.remaining_days).toBeCloseTo(30, 2);
    expect(seen[0]?.remaining_share).toBeCloseTo(1 / 3, 3);
  });

  it('is relative to now', () => {
    expect(certificatesAt(daysFromNow(31))[0]).toMatchObject({ expired: true, remaining_share: 0 });
    expect(certificatesAt(daysFromNow(-61))[0]).toMatchObject({ expired: false, not_yet_valid: true, remaining_share: 1 });
  });

  it('keeps what could not be read as unknown', () => {
    const broken = couldNotLook('the certificate cannot be read');
    const [row] = serving([leaf]).served;
    const unreadable = { served: [{ ...row, leaf: broken, chain: [] }] };
    expect(valueOf(validity.derive(input({ facts: [observed('certificate', unreadable)] }))).certificates).toMatchObject([
      { role: 'leaf', expired: broken, remaining_days: broken },
    ]);
    const half = { served: [{ ...row, chainDer: ['', ''], inOrder: broken }] };
    expect(valueOf(validity.derive(input({ facts: [observed('certificate', half)] }))).certificates).toMatchObject([
      { role: 'leaf', expired: false },
      { role: 'intermediate', expired: broken },
    ]);
  });

  it('is absent on a plaintext port', () => {
    const none = { group: 'certificate', basis: 'observed', absent: 'no TLS' } as const;
    expect(validity.derive(input({ facts: [none] }))).toMatchObject({ group: 'validity', absent: 'no TLS' });
  });
});

import { describe, expect, it } from 'vitest';
import { createRoots } from '../../src/derive/served.ts';
import { createVerification } from '../../src/derive/verification.ts';
import { couldNotLook, outOfMode } from '../../src/model/fact.ts';
import type { CertificateGroup } from '../../src/model/facts.ts';
import type { Scrape } from '../../src/model/subject.ts';
import { createCa, daysFromNow, issue, selfSigned } from '../support/pki.ts';
import { input, observed, scrape, serving, target, valueOf } from './support.ts';

const root = await createCa({ name: 'Private root' });
const world = await createCa({ name: 'Public root' });
const leaf = await issue(root, { cn: 'pgx', dns: ['pgx.db.svc'], ip: ['10.244.0.5'] });
const verification = createVerification(createRoots([world.certPem]));
const caOf = (...issuers: { certPem: string }[]): Scrape['tls']['ca'] => ({
  from: 'configmap',
  ref: 'ConfigMap db/ca key ca.crt',
  pem: issuers.map(({ certPem }) => certPem).join(''),
});

const verify = (tls: Partial<Scrape['tls']>, group: CertificateGroup = serving([leaf]), host: string | null = '10.244.0.5') =>
  verification.derive(input({ target: target(host), scrape: scrape(tls), facts: [observed('certificate', group)] }));

describe('verification', () => {
  it('verifies the address where the scrape names nothing, against its CA', () => {
    expect(valueOf(verify({ ca: caOf(root) }))).toEqual({
      name: '10.244.0.5',
      name_matches: true,
      name_error: '',
      trusted: true,
      trust_error: '',
      public: false,
      self_signed: false,
    });
    const other = valueOf(verify({ ca: caOf(root), serverName: 'wrong.db.svc' }, serving([leaf], 'wrong.db.svc')));
    expect(other).toMatchObject({
      name_matches: false,
      name_error: 'x509: certificate is valid for pgx.db.svc, not wrong.db.svc',
      trusted: true,
    });
  });

  it('stands on the public roots where the scrape has no CA', async () => {
    expect(valueOf(verify({}))).toMatchObject({
      trusted: false,
      trust_error: 'x509: certificate signed by unknown authority',
      public: false,
    });
    const known = await issue(world, { cn: 'pgx', dns: ['pgx.db.svc'] });
    expect(valueOf(verify({}, serving([known])))).toMatchObject({ trusted: true, public: true });
    expect(valueOf(verify({ ca: caOf(root) }, serving([known])))).toMatchObject({ trusted: false, public: true });
  });

  it('does not know where the CA could not be read, and says what an empty one is', () => {
    const secret = outOfMode('Secrets are not read');
    expect(valueOf(verify({ ca: { from: 'secret', ref: 'Secret db/ca', pem: secret } }))).toMatchObject({
      trusted: secret,
      name_matches: true,
    });
    const empty = valueOf(verify({ ca: { ...caOf(), pem: 'no PEM at all' } }));
    expect(empty).toMatchObject({ trusted: false, trust_error: 'there is no certificate in ConfigMap db/ca key ca.crt' });
  });

  it('leaves the expiry of the leaf to the rule about it, but not that of its CA', async () => {
    const expired = await issue(root, { cn: 'old', ip: ['10.244.0.5'], notBefore: daysFromNow(-0.9), notAfter: daysFromNow(-0.5) });
    expect(valueOf(verify({ ca: caOf(root) }, serving([expired])))).toMatchObject({ trusted: true, trust_error: '' });
    const old = await createCa({ name: 'Old', notBefore: daysFromNow(-9), notAfter: daysFromNow(-3) });
    const below = await issue(old, { cn: 'x' });
    expect(valueOf(verify({ ca: caOf(old) }, serving([below])))).toMatchObject({
      trusted: false,
      trust_error: expect.stringContaining('x509: certificate has expired or is not yet valid'),
    });
  });

  it('looks at what is served to the name that Prometheus sends', async () => {
    const named = await issue(root, { cn: 'b', dns: ['b.test'] });
    const both = { served: [...serving([leaf], '').served, ...serving([named], 'b.test').served] };
    expect(valueOf(verify({ ca: caOf(root), serverName: 'b.test' }, both)).name_matches).toBe(true);
    expect(valueOf(verify({ ca: caOf(root) }, both)).name_matches).toBe(true);
    expect(valueOf(verify({ ca: caOf(root), serverName: 'c.test' }, both)).name_matches).toMatchObject({
      unknown: 'it was not seen what is served to a client that asks for "c.test"',
    });
    expect(valueOf(verify({ ca: caOf(root), serverName: 'pgx.db.svc' })).name_matches).toMatchObject({ cause: 'could-not-look' });
    const same = { served: [...serving([leaf], '').served, ...serving([leaf], 'b.test').served] };
    expect(valueOf(verify({ ca: caOf(root), serverName: 'pgx.db.svc' }, same)).name_matches).toBe(true); // the same under every name seen
  });

  it('gives no verdict where a server has two certificates of which one fails', async () => {
    const stray = await issue(null, { cn: 'stray', ip: ['10.0.0.9'] });
    const both = { served: [...serving([leaf]).served, ...serving([stray]).served] };
    expect(valueOf(verify({ ca: caOf(root) }, both)).trusted).toMatchObject({ cause: 'could-not-look' });
  });

  it('tells self-signed', async () => {
    const self = await selfSigned({ cn: 'self', ip: ['10.244.0.5'] });
    expect(valueOf(verify({ ca: caOf(root) }, serving([self])))).toMatchObject({ self_signed: true, trusted: false });
    expect(valueOf(verify({ ca: caOf(self) }, serving([self])))).toMatchObject({ self_signed: true, trusted: true });
  });

  it('passes on what was not seen', () => {
    const reason = couldNotLook('connection refused');
    const nothing = { chain: [], chainDer: [], inOrder: reason, path: [], rootServed: reason, issuerMissing: '' };
    const unseen = { served: [{ serverName: '', leaf: reason, ...nothing }] };
    expect(valueOf(verify({ ca: caOf(root) }, unseen))).toMatchObject({ name_matches: reason, trusted: reason, public: reason });
    expect(verify({}, serving([leaf]), null)).toMatchObject({ cause: 'could-not-look' });
    const none = { group: 'certificate', basis: 'observed', absent: 'no TLS' } as const;
    expect(verification.derive(input({ scrape: scrape(), facts: [none] }))).toMatchObject({ absent: 'no TLS' });
  });
});

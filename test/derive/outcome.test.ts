import { describe, expect, it } from 'vitest';
import { createOutcome } from '../../src/derive/outcome.ts';
import { createRoots } from '../../src/derive/served.ts';
import { outOfMode } from '../../src/model/fact.ts';
import type { DeriveInput } from '../../src/model/probe.ts';
import type { Scrape } from '../../src/model/subject.ts';
import { clientAuth, errors, factsOf, good, root } from '../prometheus/outcome/support.ts';
import { createCa, issue } from '../support/pki.ts';
import { input, observed, scrape, serving, target, valueOf } from './support.ts';

const world = await createCa({ name: 'Public root' });
const outcome = createOutcome(createRoots([world.certPem]), () => errors);
const ca: Scrape['tls']['ca'] = { from: 'configmap', ref: 'ConfigMap db/ca key ca.crt', pem: root.certPem };
const facts = [...factsOf(clientAuth({})), observed('certificate', serving([good], '', 'pgx.db.svc'))];

const predict = (tls: Partial<Scrape['tls']>, more: Partial<DeriveInput> = {}) =>
  valueOf(outcome.derive(input({ target: target('10.0.0.7'), scrape: scrape({ ca, ...tls }), facts, ...more })));

describe('outcome', () => {
  it('is a prediction', () => {
    expect(outcome.derive(input({ target: target('10.0.0.7'), scrape: scrape({ ca }), facts }))).toMatchObject({
      basis: 'predicted',
      known: { succeeds: true },
    });
  });

  it('verifies the server name, else what Prometheus dials, else the address that was looked at', () => {
    expect(predict({ serverName: 'pgx.db.svc' }).succeeds).toBe(true);
    expect(predict({ serverName: 'wrong' }, { facts: [...factsOf(), observed('certificate', serving([good], 'wrong'))] }).error).toMatch(
      /, not wrong$/,
    );
    const member = { target: 'x', address: { host: '10.0.0.8', port: 9187 }, params: '' };
    expect(predict({}, { member }).error).toBe(
      'Get "https://10.0.0.8:9187/metrics": tls: failed to verify certificate: x509: certificate is valid for 10.0.0.7, not 10.0.0.8',
    );
    const named = { ...member, address: { host: 'pgx.db.svc', port: 9187 } };
    expect(predict({}, { member: named }).succeeds).toBe(true);
  });

  it('sends the parameters of the target', () => {
    const member = { target: 'x', address: { host: '10.0.0.7', port: 9187 }, params: 'module=tcp' };
    expect(predict({}, { member }).succeeds).toMatchObject({ cause: 'out-of-mode' });
  });

  it('stands on the public roots where the scrape has no CA, and on nothing where it cannot be read', async () => {
    const none = { from: 'none', ref: '', pem: '' } as const;
    expect(predict({ ca: none }).cause).toBe('unknown-authority');
    const known = await issue(world, { cn: 'x', ip: ['10.0.0.7'] });
    expect(predict({ ca: none }, { facts: [...factsOf(), observed('certificate', serving([known]))] }).succeeds).toBe(true);
    const secret = outOfMode('Secrets are not read');
    expect(predict({ ca: { ...ca, from: 'secret', pem: secret } }).succeeds).toEqual(secret);
    expect(predict({ ca: { ...ca, pem: 'no PEM' } }).cause).toBe('ca-file-unusable');
  });

  it('is unknown where there is nothing to dial, or no certificate was looked for', () => {
    expect(outcome.derive(input({ target: target(null), scrape: scrape(), facts }))).toMatchObject({ cause: 'could-not-look' });
    expect(predict({}, { facts: factsOf() }).succeeds).toMatchObject({ unknown: 'no certificate facts were gathered' });
  });
});

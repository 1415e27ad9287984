import { describe, expect, it } from 'vitest';
import { replicas } from '../../src/derive/replicas.ts';
import { type Fact, type Leaf, couldNotLook } from '../../src/model/fact.ts';
import type { CertificateGroup } from '../../src/model/facts.ts';
import { type Ca, type Issued, createCa, daysFromNow, issue, selfSigned } from '../support/pki.ts';
import { input, observed, response, serving, target, valueOf } from './support.ts';

const root = await createCa({ name: 'Root' });
const shared = await issue(root, { cn: 'pgx', dns: ['pgx.db.svc'] });

interface Shown {
  readonly served?: CertificateGroup;
  readonly tls10?: Leaf<boolean>;
  readonly required?: boolean;
  readonly status?: number;
}

const factsOf = ({ served = serving([shared]), tls10 = false, required = false, status = 200 }: Shown): Fact[] => [
  observed('transport', { tls: true, plaintext: false }),
  observed('tls', { versions: [{ name: 'TLSv1.0', id: 0x0301, accepted: tls10 }], suites: [], negotiated: couldNotLook('x') }),
  observed('client_auth', { requested: required, required, refusal: '' }),
  observed('http', { responses: [response({ status: required ? couldNotLook('refused') : status, metrics: status === 200 })] }),
  observed('certificate', served),
];

const member = (index: number, facts: readonly Fact[]) => ({ target: target(`10.244.0.${index}`, `pgx-${index}`), facts });
const replicasOf = (...members: ReturnType<typeof member>[]) => valueOf(replicas.derive(input({ target: null, members })));
const of = (...shown: readonly Shown[]) => replicasOf(...shown.map((each, index) => member(index, factsOf(each))));
const perPod = (ca: Ca | null, index: number): Promise<Issued> =>
  issue(ca, { cn: 'pgx', dns: [`pgx-${index}.pgx.db.svc`, 'pgx.db.svc'], ip: [`10.244.0.${index}`] });

describe('replicas', () => {
  it('do not differ where all is alike, mutual TLS included', () => {
    expect(of({}, {}, {})).toEqual({ count: 3, differences: [] });
    expect(of({ required: true }, { required: true }).differences).toEqual([]);
    expect(of({})).toEqual({ count: 1, differences: [] });
  });

  it('tells who shows what, the most frequent first', () => {
    expect(of({}, { tls10: true }, {}).differences).toEqual([
      {
        what: 'accepts TLSv1.0',
        values: [
          { value: 'no', members: ['pgx-0', 'pgx-2'] },
          { value: 'yes', members: ['pgx-1'] },
        ],
      },
    ]);
    expect(of({ required: true }, {}).differences).toMatchObject([{ what: 'client certificate' }]);
    expect(of({ status: 401 }, {}).differences).toMatchObject([{ what: 'answer to GET /metrics over tls' }]);
  });

  it('sees a replica in plaintext', () => {
    const plain = [
      observed('transport', { tls: false, plaintext: true }),
      ...['tls', 'client_auth', 'certificate'].map((group) => ({ group, basis: 'observed', absent: 'no TLS' }) as const),
      observed('http', { responses: [response({ over: 'plaintext' })] }),
    ];
    const { differences } = replicasOf(member(0, factsOf({})), member(1, plain));
    expect(differences).toMatchObject([{ what: 'speaks TLS' }, { what: 'answers plaintext HTTP' }]);
  });

  it('lets every pod of a StatefulSet have its own certificate', async () => {
    const own = await Promise.all([0, 1, 2].map((index) => perPod(root, index)));
    expect(of(...own.map((each) => ({ served: serving([each]) }))).differences).toEqual([]);
    const selfMade = await Promise.all([0, 1].map((index) => selfSigned({ cn: `pgx-${index}@1700000000`, dns: [`pgx-${index}`] })));
    expect(of(...selfMade.map((each) => ({ served: serving([each]) }))).differences).toEqual([]);
    const sameNames = await Promise.all([0, 1, 2].map(() => issue(root, { cn: 'pgx', dns: ['pgx.db.svc'] })));
    expect(of(...sameNames.map((each) => ({ served: serving([each]) }))).differences).toEqual([]);
  });

  it('sees the one of another issuer, with another name, and the stale one', async () => {
    const own = await Promise.all([0, 1].map((index) => perPod(root, index)));
    const stranger = await perPod(await createCa({ name: 'Other' }), 2);
    const served = [...own, stranger].map((each) => ({ served: serving([each]) }));
    expect(of(...served).differences).toMatchObject([{ what: 'certificate issuer' }]);
    const renamed = await issue(root, { cn: 'pgx', dns: ['elsewhere.svc'] });
    expect(of({}, {}, { served: serving([renamed]) }).differences).toMatchObject([{ what: 'certificate names' }]);
    const stale = await issue(root, { cn: 'pgx', dns: ['pgx.db.svc'], notBefore: daysFromNow(-80), notAfter: daysFromNow(9) });
    expect(of({}, {}, { served: serving([stale]) }).differences).toMatchObject([
      { what: 'certificate for pgx.db.svc', values: [{ members: ['pgx-0', 'pgx-1'] }, { members: ['pgx-2'] }] },
    ]);
    expect(of({}, { served: serving([stale]) }).differences).toMatchObject([{ what: 'certificate for pgx.db.svc' }]);
  });

  it('cannot say that nothing differs where one was not seen in full, but still tells what does', () => {
    const blind = couldNotLook('connection refused');
    const unseen = ['transport', 'tls', 'client_auth', 'http', 'certificate'].map(
      (group) => ({ group, basis: 'observed', ...blind }) as const,
    );
    expect(replicasOf(member(0, factsOf({})), member(1, unseen)).differences).toEqual(
      couldNotLook('1 of 2 replicas were not seen in full (pgx-1: connection refused)'),
    );
    expect(of({}, { tls10: blind }).differences).toMatchObject({ cause: 'could-not-look' });
    const three = replicasOf(member(0, factsOf({})), member(1, unseen), member(2, factsOf({ status: 403 })));
    expect(three.differences).toMatchObject([{ what: 'answer to GET /metrics over tls' }]);
    expect(of({ status: 429 }, {}).differences).toMatchObject({ cause: 'could-not-look' });
  });
});

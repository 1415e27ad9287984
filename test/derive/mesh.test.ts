import { beforeAll, describe, expect, it } from 'vitest';
import { createDerivers } from '../../src/derive/index.ts';
import { mesh, metByMesh } from '../../src/derive/mesh.ts';
import { couldNotLook, type Fact } from '../../src/model/fact.ts';
import type { Mesh } from '../../src/model/subject.ts';
import { createCa, issue, type Issued } from '../support/pki.ts';
import { input, observed, scrape, serving, target, valueOf } from './support.ts';

const istio: Mesh = { kind: 'istio-sidecar', because: 'container istio-proxy' };
let ofMesh: Issued;
let own: Issued;

beforeAll(async () => {
  const ca = await createCa({ name: 'mesh' });
  ofMesh = await issue(ca, { cn: '', uri: ['spiffe://cluster.local/ns/db/sa/pgx'] });
  own = await issue(ca, { cn: 'pgx', dns: ['pgx.db.svc'] });
});

const certificate = (issued: Issued): Fact => observed('certificate', serving([issued]));
const derive = (before: Mesh | undefined, ...facts: Fact[]) =>
  mesh.derive(input({ target: { ...target(), ...(before && { mesh: before }) }, facts }));

describe('the mesh', () => {
  it('is none where none is recognised', () => {
    expect(valueOf(derive(undefined, certificate(ofMesh)))).toEqual({ kind: '', because: '', answers_tls: false });
  });

  it('answers where a certificate with a SPIFFE ID is served', () => {
    expect(valueOf(derive(istio, certificate(ofMesh)))).toEqual({ ...istio, answers_tls: true });
  });

  it("passes through where the certificate is the workload's own", () => {
    expect(valueOf(derive(istio, certificate(own))).answers_tls).toBe(false);
  });

  it('answers no TLS on a plaintext port', () => {
    const absent: Fact = { group: 'certificate', basis: 'observed', absent: 'no TLS' };
    expect(valueOf(derive(istio, absent)).answers_tls).toBe(false);
  });

  it('is known where it cannot be seen whether it answers', () => {
    const unseen: Fact = { group: 'certificate', basis: 'observed', ...couldNotLook('connection reset') };
    expect(valueOf(derive(istio, unseen))).toEqual({ ...istio, answers_tls: couldNotLook('connection reset') });
  });

  it('never answers where it only encrypts between nodes', () => {
    expect(valueOf(derive({ kind: 'cilium-encryption', because: 'x' }, certificate(ofMesh))).answers_tls).toBe(false);
  });
});

describe('what Prometheus meets', () => {
  it('depends on where Prometheus is, where the mesh answers', () => {
    expect(metByMesh([derive(istio, certificate(ofMesh))])).toMatchObject({
      unknown: expect.stringContaining('container istio-proxy'),
      code: 'meshed',
    });
  });
  it('and so are the verification and the outcome of a scrape', () => {
    const facts = [certificate(ofMesh), derive(istio, certificate(ofMesh))];
    const scoped = createDerivers({ publicRoots: [] }).filter(({ group }) => group === 'verification' || group === 'outcome');
    const derived = scoped.map((each) => each.derive(input({ facts, scrape: scrape() })));
    expect(derived).toHaveLength(2);
    for (const fact of derived) expect(fact).toMatchObject({ unknown: expect.stringContaining('whether it is in the mesh') });
  });
  it('is what was seen everywhere else', () => {
    expect(metByMesh([derive(istio, certificate(own))])).toBeNull();
    expect(metByMesh([derive(undefined, certificate(ofMesh))])).toBeNull();
    expect(metByMesh([])).toBeNull();
  });
});

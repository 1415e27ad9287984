import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ChainOutcome, verifyChain } from '../../src/x509/index.ts';
import { type Issued, createCa, daysFromNow, issue, selfSigned } from '../support/pki.ts';
import { anyPolicy, inhibitAnyPolicy, policies, policyConstraints, policyMappings } from '../oracle/certificates.ts';
import { certificate, dns, extension, isTrue, name, seq, subjectAltName, tlv } from './der.ts';

/** The expected words were printed by Go 1.26's Certificate.Verify for chains made alike. */

const verify = (chain: readonly Issued[], ...roots: readonly Issued[]): ChainOutcome =>
  verifyChain({ chain: chain.map(({ der }) => der), roots: roots.map(({ der }) => der), now: new Date() });

const unknown = 'x509: certificate signed by unknown authority';
const because = (error: string, candidate: string): string =>
  `${unknown} (possibly because of "${error}" while trying to verify candidate authority certificate "${candidate}")`;
const failure = (error: string): ChainOutcome => ({ ok: false, error });

const root = await createCa({ name: 'Root' });
const other = await createCa({ name: 'Other' });
const intermediate = await createCa({ name: 'Intermediate', issuer: root });
const leaf = await issue(root, { cn: 'leaf' });
const deep = await issue(intermediate, { cn: 'deep' });

describe('verifyChain', () => {
  it('accepts a leaf directly under its root, through intermediates in any order, and a leaf that is itself a root', async () => {
    expect(verify([leaf], root)).toEqual({ ok: true });
    expect(verify([deep, other, intermediate, root], root)).toEqual({ ok: true });
    expect(verify([deep], intermediate)).toEqual({ ok: true });
    const self = await selfSigned({ cn: 'self' });
    expect(verify([self], self)).toEqual({ ok: true });
  });

  it('does not know an issuer that is not served, not given, or only has the name', async () => {
    expect(verify([deep], root)).toEqual(failure(unknown));
    expect(verify([leaf], other)).toEqual(failure(unknown));
    expect(verify([leaf])).toEqual(failure(unknown));
    const imposter = await createCa({ name: 'Root' });
    expect(verify([leaf], imposter)).toEqual(failure(because('x509: ECDSA verification failure', 'Root')));
    expect(verify([leaf], imposter, root)).toEqual({ ok: true });
  });

  it('says when a certificate of the path is out of its time', async () => {
    const past = { notBefore: daysFromNow(-20), notAfter: daysFromNow(-1) };
    const expired = /^x509: certificate has expired or is not yet valid: current time \S+Z is after \S+Z$/;
    expect(verify([await issue(root, { cn: 'e', ...past })], root)).toMatchObject({ ok: false, error: expect.stringMatching(expired) });
    const future = await issue(root, { cn: 'f', notBefore: daysFromNow(1), notAfter: daysFromNow(2) });
    expect(verify([future], root)).toMatchObject({ ok: false, error: expect.stringMatching(/ is before \S+Z$/) });
    const old = await createCa({ name: 'Old', ...past });
    expect(verify([await issue(old, { cn: 'x' })], old)).toMatchObject({ ok: false, error: expect.stringMatching(expired) });
  });

  it('refuses SHA-1, with the hint that Go gives', async () => {
    const weak = await issue(root, { cn: 'weak', hash: 'SHA-1' });
    const error = 'x509: cannot verify signature: insecure algorithm ECDSA-SHA1';
    expect(verify([weak], root)).toEqual(failure(because(error, 'Root')));
  });

  it('wants serverAuth of every certificate that lists purposes', async () => {
    const wrong = 'x509: certificate specifies an incompatible key usage';
    expect(verify([await issue(root, { cn: 'client', eku: ['clientAuth'] })], root)).toEqual(failure(wrong));
    expect(verify([await issue(root, { cn: 'any', eku: [] })], root)).toEqual({ ok: true });
  });

  it('keeps to the path length', async () => {
    const short = await createCa({ name: 'Short', pathLength: 0 });
    const below = await createCa({ name: 'Below', issuer: short });
    expect(verify([await issue(below, { cn: 'x' }), below], short)).toEqual(
      failure('x509: too many intermediates for path length constraint'),
    );
  });
});

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const isCa = extension('2.5.29.19', seq(isTrue), true);
const caWith = (...extensions: readonly Buffer[]): Buffer =>
  certificate({ subject: name('CA'), publicKey: keys.publicKey, signer: keys.privateKey, extensions });
const child = certificate({ subject: name('c'), issuer: name('CA'), signer: keys.privateKey, extensions: [subjectAltName(dns('a'))] });
const under = (...roots: readonly Uint8Array[]): ChainOutcome => verifyChain({ chain: [child], roots, now: new Date() });

describe('a CA', () => {
  it('must be one, and may not carry a critical extension that is unknown', () => {
    const error = 'x509: invalid signature: parent certificate cannot sign this kind of certificate';
    expect(under(caWith())).toEqual(failure(because(error, 'CA')));
    expect(under(caWith(isCa, extension('2.5.29.15', tlv(3, Buffer.from([7, 0x80])))))).toEqual(failure(because(error, 'CA')));
    expect(under(caWith(isCa, extension('1.2.3.4', seq(), true)))).toEqual(failure('x509: unhandled critical extension'));
  });

  it('that constrains names is heeded, unless another path is free of that', () => {
    const constrained = (domain: string): Buffer => caWith(isCa, extension('2.5.29.30', seq(tlv(0xa0, seq(dns(domain)))), true));
    expect(under(constrained('a'))).toEqual({ ok: true });
    const error = 'x509: a root or intermediate certificate is not authorized to sign for this name: ';
    expect(under(constrained('b'))).toEqual(failure(`${error}DNS name "a" is not permitted by any constraint`));
    expect(under(constrained('b'), caWith(isCa))).toEqual({ ok: true });
  });

  it('that cannot be read is passed over', () => {
    expect(under(randomBytes(100), caWith(isCa))).toEqual({ ok: true });
  });
});

const [gold, silver] = ['1.2.3.1', '1.2.3.2'];
const middle = (...extensions: readonly Buffer[]): Buffer =>
  certificate({
    subject: name('Middle'),
    issuer: name('CA'),
    publicKey: keys.publicKey,
    signer: keys.privateKey,
    extensions: [isCa, ...extensions],
  });
const leafWith = (...extensions: readonly Buffer[]): Buffer =>
  certificate({ subject: name('c'), issuer: name('Middle'), signer: keys.privateKey, extensions });
const outcome = (own: Buffer, between: Buffer): ChainOutcome =>
  verifyChain({ chain: [own, between], roots: [caWith(isCa)], now: new Date() });

describe('policies', () => {
  const refused = failure('x509: no valid chains built: 1 candidate chains with invalid policies');

  it('are heeded where an intermediate demands one', () => {
    const explicit = middle(policies(gold), policyConstraints(0, null));
    expect(outcome(leafWith(policies(gold)), explicit)).toEqual({ ok: true });
    expect(outcome(leafWith(policies(silver)), explicit)).toEqual(refused);
    expect(outcome(leafWith(), explicit)).toEqual(refused);
    expect(outcome(leafWith(), middle(policies(gold)))).toEqual({ ok: true });
  });

  it('may be mapped, and anyPolicy stands for all unless it is inhibited', () => {
    const mapping = middle(policies(gold), policyMappings([gold, silver]), policyConstraints(0, null));
    expect(outcome(leafWith(policies(silver)), mapping)).toEqual({ ok: true });
    expect(outcome(leafWith(policies(gold)), mapping)).toEqual(refused);
    const any = [policies(anyPolicy), policyConstraints(0, null)];
    expect(outcome(leafWith(policies(anyPolicy)), middle(...any))).toEqual({ ok: true });
    expect(outcome(leafWith(policies(anyPolicy)), middle(...any, inhibitAnyPolicy(0)))).toEqual(refused);
  });
});

const unreadable = (error: string): ChainOutcome => ({ ok: false, error, refused: 'unreadable' });

describe('bounds', () => {
  it('ends a search through certificates that all could have signed each other', () => {
    const twins = Array.from({ length: 60 }, (_, index) => caWith(isCa, subjectAltName(dns(`twin${index}`))));
    expect(verifyChain({ chain: [child, ...twins], roots: [], now: new Date() })).toEqual(
      failure('x509: signature check attempts limit reached while verifying certificate chain'),
    );
  });

  it('refuses what Go does not read, in its words, before anything is verified', () => {
    const odd = certificate({ publicKey: generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' }).publicKey });
    expect(verifyChain({ chain: [odd], roots: [odd], now: new Date() })).toEqual(unreadable('x509: unsupported elliptic curve'));
    const behind = Buffer.concat([certificate(), Buffer.from([0])]);
    expect(verifyChain({ chain: [child, behind], roots: [caWith(isCa)], now: new Date() })).toEqual(unreadable('x509: trailing data'));
    expect(verifyChain({ chain: [randomBytes(0)], roots: [], now: new Date() })).toEqual(unreadable('x509: malformed certificate'));
  });
});

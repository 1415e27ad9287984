import type { Answer, Attempt } from '../model/attempt.ts';
import { couldNotLook, isUnknown, type Leaf } from '../model/fact.ts';
import { certificateGroupShape, type Certificate, type CertificateGroup } from '../model/facts.ts';
import type { Asked, Probe } from '../model/probe.ts';
import { suiteName } from '../model/registry.ts';
import { clean } from '../model/text.ts';
import { parseCertificate } from '../x509/index.ts';
import { first, instead, noTls, notSeen, observed, sharedAttempts, upTo } from './common.ts';
import { withoutTls } from './contact.ts';
import { tls12 } from './offers.ts';
import { suitesOf, survey, tlsAnswers, type Survey } from './survey.ts';
import { acceptedVersions } from './versions.ts';
import type { SuiteAnswers } from './weak-suites.ts';

type Served = CertificateGroup['served'][number];

function parse(der: Uint8Array): Leaf<Certificate> {
  try {
    return parseCertificate(der);
  } catch (error) {
    return couldNotLook(clean(`the certificate cannot be read: ${error instanceof Error ? error.message : String(error)}`));
  }
}

const issues = (issuer: Certificate, subject: Certificate): boolean =>
  subject.issuer === issuer.subject &&
  (subject.authorityKeyId === '' || issuer.subjectKeyId === '' || subject.authorityKeyId === issuer.subjectKeyId);

function inOrder(chain: readonly Leaf<Certificate>[]): Leaf<boolean> {
  const broken = chain.find(isUnknown);
  if (broken) return broken;
  const readable = chain as readonly Certificate[];
  return readable.every((each, index) => index === 0 || issues(each, readable[index - 1] ?? each));
}

function servedBy(serverName: string, certificates: readonly Uint8Array[]): Served {
  const chain = certificates.map(parse);
  return {
    serverName,
    leaf: chain[0] ?? couldNotLook('no certificate was served'),
    chain: chain.filter((each): each is Certificate => !isUnknown(each)),
    chainDer: certificates.map((der) => Buffer.from(der).toString('base64')),
    inOrder: inOrder(chain),
    path: [],
    rootServed: false,
    issuerMissing: '',
  };
}

const notServed = (serverName: string, reason: string): Served => ({
  serverName,
  leaf: couldNotLook(reason),
  chain: [],
  chainDer: [],
  inOrder: couldNotLook(reason),
  path: [],
  rootServed: couldNotLook(reason),
  issuerMissing: '',
});

/** One row for every distinct leaf: a server may serve RSA to one version and ECDSA to another. */
function distinct(serverName: string, answers: readonly Answer[]): Served[] {
  const byLeaf = new Map<string, Served>();
  for (const { certificates } of answers) {
    const leaf = certificates[0] && Buffer.from(certificates[0]).toString('base64');
    if (leaf !== undefined && !byLeaf.has(leaf)) byLeaf.set(leaf, servedBy(serverName, certificates));
  }
  return [...byLeaf.values()];
}

/** Why no certificate was seen under the name that the server answers to. */
function unseen({ handshake, versions }: Survey): string {
  const suite = versions.answers[0]?.serverHello?.suite;
  if (suite !== undefined && /anon|PSK|SRP|KRB5/.test(suiteName(suite))) return `${suiteName(suite)} has no certificate`;
  return handshake.reason || (handshake.answer ? instead(handshake.answer) : 'no certificate was served');
}

function ofFirstName(seen: Survey, suites: readonly SuiteAnswers[]): Served[] {
  const { serverName, refusedName } = seen.contact;
  const rows = distinct(serverName, [...tlsAnswers(seen), ...suites.flatMap(({ answers }) => answers)]);
  const refused = refusedName ? [notServed(refusedName.name, `the server refuses this name: ${refusedName.how}`)] : [];
  return [...refused, ...(rows.length > 0 ? rows : [notServed(serverName, unseen(seen))])];
}

/** The cheapest way to see a certificate: a plaintext flight where TLS 1.2 is accepted, else a handshake of TLS 1.3. */
function attemptFor(seen: Survey, asked: Asked, name: string): Attempt {
  const highest = acceptedVersions(seen.versions).find((version) => version <= tls12);
  const attempt = highest === undefined ? first(asked, name) : upTo(highest, asked, name);
  return { ...attempt, name: `server-name ${name}` };
}

const otherNames = (asked: Asked, { contact: { serverName, refusedName } }: Survey): string[] =>
  [...new Set(asked.serverNames)].filter((name) => name !== serverName && name !== refusedName?.name);

/** `certificate`: leaf and chain as served, under every server name asked. */
export const certificate: Probe<CertificateGroup> = {
  group: 'certificate',
  shape: certificateGroupShape,
  uses: sharedAttempts,
  extra: ({ serverNames }) => new Set(serverNames).size + 1, // the other names, and the question for suites that show a certificate
  async observe(dial, asked) {
    const seen = await survey(dial, asked);
    const without = withoutTls(seen.contact);
    if (without) return without === 'absent' ? noTls('certificate') : notSeen('certificate', without);
    if (seen.certificateSuites.none)
      return { group: 'certificate', basis: 'observed', absent: 'the server has no certificate: it accepts only suites that show none' };
    const served = ofFirstName(seen, await suitesOf(asked, seen));
    for (const name of otherNames(asked, seen)) {
      const answer = await dial(attemptFor(seen, asked, name));
      const rows = distinct(name, [answer]);
      served.push(...(rows.length > 0 ? rows : [notServed(name, instead(answer))]));
    }
    return observed('certificate', { served });
  },
};

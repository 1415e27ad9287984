import type { Answer } from '../model/attempt.ts';
import { couldNotLook, isUnknown } from '../model/fact.ts';
import { certificateGroupShape, type CertificateGroup } from '../model/facts.ts';
import type { Probe } from '../model/probe.ts';
import { suiteName } from '../model/registry.ts';
import { instead, observed, sharedAttempts } from './common.ts';
import { withoutTls } from './contact.ts';
import { nameAnswers, nameAttempts, type NameAnswer } from './name-answers.ts';
import { chainOf } from './served-chain.ts';
import { suitesOf, survey, tlsAnswers, type Survey } from './survey.ts';
import type { SuiteAnswers } from './suite-answers.ts';

type Served = CertificateGroup['served'][number];

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
    const leaf = certificates[0] && Buffer.from(certificates[0]).toString('latin1');
    if (leaf !== undefined && !byLeaf.has(leaf)) byLeaf.set(leaf, { serverName, ...chainOf(certificates) });
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

const leafOf = ({ leaf, chainDer }: Served): string => (isUnknown(leaf) ? (chainDer[0] ?? '') : leaf.sha256);

/** A name that was asked for has a row of its own, whatever it is answered with; one that nobody asked for, where it shows another leaf. */
function ofName({ name, configured, answer }: NameAnswer, served: readonly Served[]): Served[] {
  const rows = distinct(name, [answer]);
  if (configured) return rows.length > 0 ? rows : [notServed(name, instead(answer))];
  const known = new Set(served.map(leafOf));
  return rows.filter((row) => !known.has(leafOf(row)));
}

/** `certificate`: leaf and chain as served, under every server name asked. */
export const certificate: Probe<CertificateGroup> = {
  group: 'certificate',
  shape: certificateGroupShape,
  uses: (asked) => [...sharedAttempts(asked), ...nameAttempts(asked), 'certificate-suites', 'certificate-suites-again'],
  extra: () => 0,
  async observe(dial, asked) {
    const seen = await survey(dial, asked);
    const without = withoutTls('certificate', seen.contact);
    if (without) return without;
    if (seen.certificateSuites.none)
      return { group: 'certificate', basis: 'observed', absent: 'the server has no certificate: it accepts only suites that show none' };
    const served = ofFirstName(seen, await suitesOf(asked, seen));
    for (const each of await nameAnswers(dial, asked, seen)) served.push(...ofName(each, served));
    return observed('certificate', { served });
  },
};

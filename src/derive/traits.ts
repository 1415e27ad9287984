import { type Facts, type Leaf, type Unknown, couldNotLook, factOf, isKnown, isUnknown, knownOf } from '../model/fact.ts';
import type { Certificate, CertificateGroup, ClientAuth, Http, HttpResponse, Tls, Transport } from '../model/facts.ts';
import { unpack } from '../model/packed.ts';
import { suiteName } from '../model/registry.ts';
import type { Target } from '../model/subject.ts';

/** What begins the traits that replicas may have each their own of, by design: a certificate issued to each pod. */
export const ownByDesign = 'certificate for';

/** What of one replica is compared with the others: text by what it is about, and why some of it is missing. */
export interface Traits {
  readonly known: ReadonlyMap<string, string>;
  readonly unknown: Unknown | undefined; // the first thing that could not be seen
}

interface Member {
  readonly target: Target;
  readonly facts: Facts;
}

type Trait = readonly [what: string, value: Leaf<string>];

const yesNo = (value: Leaf<boolean>): Leaf<string> => (isUnknown(value) ? value : value ? 'yes' : 'no');

const transportTraits = ({ tls, plaintext }: Transport): Trait[] => [
  ['speaks TLS', yesNo(tls)],
  ['answers plaintext HTTP', yesNo(plaintext)],
];

function tlsTraits({ versions, suites }: Tls): Trait[] {
  return [
    ...versions.map(({ name, accepted }): Trait => [`accepts ${name}`, yesNo(accepted)]),
    ...unpack(suites, suiteName).map(({ version, name, accepted }): Trait => [`accepts ${name} in ${version}`, yesNo(accepted)]),
  ];
}

function clientAuthTraits({ requested, required }: ClientAuth): Trait[] {
  if (required === true) return [['client certificate', 'required']];
  if (requested === false) return [['client certificate', 'not requested']];
  if (isUnknown(required) || isUnknown(requested)) return [['client certificate', isUnknown(required) ? required : (requested as Unknown)]];
  return [['client certificate', 'optional']];
}

/** 429 says how often the exporter was asked, and nothing of the replica. */
const rateLimited = 429;

function answerOf({ status }: HttpResponse): Leaf<string> {
  if (isUnknown(status)) return status;
  return status === rateLimited ? couldNotLook('the exporter limits the rate of requests') : `HTTP ${status}`;
}

/** A replica that wants a client certificate tells nothing in HTTP: that it does is compared already. */
function httpTraits({ responses }: Http, clientCertificate: boolean): Trait[] {
  const told = responses.filter(({ over }) => !(clientCertificate && over === 'tls'));
  return told.map((response) => [`answer to GET ${response.path} over ${response.over}`, answerOf(response)]);
}

/** Whether a name is about this one pod: its own name or address as a label, or its node. */
function isOwn(name: string, { pod, address }: Target): boolean {
  const own = [pod?.name, pod?.node, address?.host, address?.host.replace(/[.:]/g, '-')].filter(Boolean) as string[];
  const labels = name.toLowerCase().split(/[.:/@]/);
  return own.some(
    (each) => name.toLowerCase() === each.toLowerCase() || labels.includes(each.toLowerCase()) || name.startsWith(`${each}.`),
  );
}

const namesOf = (certificate: Certificate): string[] =>
  [...certificate.dnsNames, ...certificate.ipAddresses, ...certificate.otherNames].sort();

/** The issuer, with the pod's own name and the time that self-made CAs put into it (Go's GenerateSelfSignedCertKey) left out. */
function issuerOf({ issuer, selfSigned }: Certificate, { pod }: Target): string {
  if (selfSigned) return 'itself';
  const anyPod = pod?.name ? issuer.replaceAll(pod.name, '(pod)') : issuer;
  return anyPod.replace(/@\d{9,}/g, '@(time)');
}

function stateOf({ notBefore, notAfter }: Certificate, now: Date): string {
  if (now < new Date(notBefore)) return 'not yet valid';
  return now > new Date(notAfter) ? 'expired' : 'valid';
}

interface ServedLeaf {
  readonly serverName: string;
  readonly leaf: Leaf<Certificate>;
}

function leafTraits({ serverName, leaf }: ServedLeaf, target: Target, now: Date): Trait[] {
  const under = serverName === '' ? '' : ` under ${serverName}`;
  if (isUnknown(leaf)) return [[`certificate${under}`, leaf]];
  const shared = namesOf(leaf).filter((name) => !isOwn(name, target));
  const key = isUnknown(leaf.keyBits) ? leaf.keyType : `${leaf.keyType} ${leaf.curve || leaf.keyBits}`;
  return [
    [`certificate issuer${under}`, issuerOf(leaf, target)],
    [`certificate key${under}`, key],
    [`certificate signature${under}`, leaf.signatureAlgorithm],
    [`certificate validity${under}`, stateOf(leaf, now)],
    [`certificate names${under}`, shared.join(', ') || '(none)'],
    [`${ownByDesign} ${namesOf(leaf).join(', ') || 'no name'}${under}`, `serial ${leaf.serial}, ${leaf.notBefore} to ${leaf.notAfter}`],
  ];
}

/** The first certificate that was read under each name: a server that has several is asked for them in the same order everywhere. */
function certificateTraits({ served }: CertificateGroup, target: Target, now: Date): Trait[] {
  const names = [...new Set(served.map(({ serverName }) => serverName))];
  return names.flatMap((name) => {
    const rows = served.filter(({ serverName }) => serverName === name);
    const row = rows.find((each) => !isUnknown(each.leaf)) ?? rows[0];
    return row ? leafTraits(row, target, now) : [];
  });
}

/** The traits of a group: none where it is absent, the reason where it is unknown. */
function ofGroup<T>(facts: Facts, group: string, traits: (known: T) => Trait[]): Trait[] {
  const fact = factOf<T>(facts, group);
  if (!fact) return [[group, couldNotLook(`no ${group} facts were gathered`)]];
  if (isKnown(fact)) return traits(fact.known);
  return 'unknown' in fact ? [[group, { unknown: fact.unknown, cause: fact.cause }]] : [];
}

/** Everything about one replica in which it should be like the others. */
export function traitsOf({ target, facts }: Member, now: Date): Traits {
  const required = knownOf<ClientAuth>(facts, 'client_auth')?.required === true;
  const all = [
    ...ofGroup<Transport>(facts, 'transport', transportTraits),
    ...ofGroup<Tls>(facts, 'tls', tlsTraits),
    ...ofGroup<ClientAuth>(facts, 'client_auth', clientAuthTraits),
    ...ofGroup<Http>(facts, 'http', (http) => httpTraits(http, required)),
    ...ofGroup<CertificateGroup>(facts, 'certificate', (group) => certificateTraits(group, target, now)),
  ];
  return {
    known: new Map(all.flatMap(([what, value]) => (typeof value === 'string' ? [[what, value] as const] : []))),
    unknown: all.map(([, value]) => value).find(isUnknown),
  };
}

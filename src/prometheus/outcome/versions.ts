import { couldNotLook, factOf, isKnown, isUnknown, type Leaf } from '../../model/fact.ts';
import type { Tls } from '../../model/facts.ts';
import { tlsVersions } from '../../model/registry.ts';
import { fails, passes, reasonOf, type ScrapeQuestion, type Step } from './step.ts';

/** Versions by the names of prometheus/common (config/http_config.go, TLSVersions). */
const byPrometheusName: Readonly<Record<string, string>> = { TLS10: 'TLSv1.0', TLS11: 'TLSv1.1', TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' };

/** HTTP/2 needs one of these (RFC 9113 section 9.2). */
const modern: ReadonlySet<string> = new Set(['TLSv1.3', 'TLSv1.2']);

const idOf = (prometheusName: string): number => tlsVersions.find(({ name }) => name === byPrometheusName[prometheusName])?.id ?? 0;

/** The versions that the scrape offers, the highest first: 1.2 and 1.3 unless its tlsConfig says otherwise. */
function offered({ scrape }: ScrapeQuestion): string[] {
  const { minVersion = 'TLS12', maxVersion = 'TLS13' } = scrape.tls;
  const [min, max] = [idOf(minVersion), idOf(maxVersion)];
  return tlsVersions.filter((version) => version.id >= min && version.id <= max).map(({ name }) => name);
}

export const tlsOf = ({ facts }: ScrapeQuestion): Leaf<Tls> => {
  const fact = factOf<Tls>(facts, 'tls');
  if (fact && isKnown(fact)) return fact.known;
  return fact && isUnknown(fact) ? reasonOf(fact) : couldNotLook('it is not known which versions of TLS are spoken');
};

/** The version that both ends choose: the highest that both have; '' where there is none. */
export function negotiatedVersion(question: ScrapeQuestion): Leaf<string> {
  const tls = tlsOf(question);
  if (isUnknown(tls)) return tls;
  for (const name of offered(question)) {
    const accepted = tls.versions.find((version) => version.name === name)?.accepted ?? couldNotLook(`${name} was not asked`);
    if (isUnknown(accepted)) return refusedAll(accepted.unknown) ? '' : accepted;
    if (accepted) return name;
  }
  return '';
}

/** A server that meets every ClientHello with protocol_version has no version at all: in Go, where the least is above the highest. */
const refusedAll = (reason: string): boolean => /refused every ClientHello: alert 70\b/.test(reason);

/** One that meets every ClientHello with internal_error has no usable certificate, whatever the client offers. */
const cannotServe = (reason: string): boolean => /refused every ClientHello: alert 80\b/.test(reason);

/** A version that both ends have. Go's server ends HTTP/2 over less than TLS 1.2, and our ClientHello does not ask for HTTP/2. */
export function versionStep(question: ScrapeQuestion): Step {
  const version = negotiatedVersion(question);
  if (isUnknown(version) && cannotServe(version.unknown)) return fails('server-internal-error');
  if (isUnknown(version)) return anyAccepted(question) ? passes : version;
  if (version === '') return fails('unsupported-version');
  if (question.scrape.http2 === false || modern.has(version)) return passes;
  return couldNotLook(`${version} is spoken, over which HTTP/2 fails, and it was not asked whether the server takes HTTP/2`);
}

/** That one of several versions is unknown does not matter where another is accepted. */
function anyAccepted(question: ScrapeQuestion): boolean {
  const tls = tlsOf(question);
  const names = new Set(offered(question).filter((name) => modern.has(name)));
  return !isUnknown(tls) && tls.versions.some(({ name, accepted }) => accepted === true && names.has(name));
}

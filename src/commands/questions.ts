import type { Asked, Depth } from '../model/probe.ts';
import { count } from '../model/text.ts';

/** How many connections a port sees that is in order, measured on usual servers; the bound is for others. */
export const usualConnections: Readonly<Record<Depth, string>> = {
  decision: 'usually 4 to 7 to a port in order, 2 to one without TLS',
  full: 'usually 12 to 31 to an exporter in Go, 2 to one without TLS',
};

function ofVersionsAndSuites({ depth, sets }: Asked): string[] {
  const versions = sets['tls.versions'] ?? [];
  const suites = sets['tls.suites'] ?? [];
  if (depth === 'full')
    return [
      `which versions it accepts (${versions.join(', ')}), and which of ${suites.length} cipher suites in each, in hellos that are not completed`,
      'which groups, signature schemes, extensions, ALPN protocols and server names it takes, and what it keeps of a session',
    ];
  return [
    ...(versions.length > 0 ? [`whether it accepts ${versions.join(', ')}, in hellos that are not completed`] : []),
    ...(suites.length > 0 ? [`which of the ${count(suites.length, 'cipher suite')} that rules call bad it accepts, in the same way`] : []),
  ];
}

function ofCertificates({ throwaway, own, wrong }: Asked['clients'], presents: boolean): string[] {
  return [
    ...(throwaway
      ? ['where it asks for a client certificate: what it says to a self-signed one, made for this scan; not on ports of the control plane']
      : []),
    ...(own ? ['what it says to the certificate of --client-cert'] : []),
    ...(wrong ? ['what it says to the certificate of --wrong-client-cert'] : []),
    ...(presents ? ["the handshake of each scrape with the scrape's own client certificate"] : []),
  ];
}

/** What a target is asked, in words. `presents`: --use-scrape-certs. */
export const questionsOf = (asked: Asked, presents: boolean): readonly string[] => [
  'a TLS handshake, and GET of its path over it, without credentials',
  'the same GET without TLS',
  ...ofVersionsAndSuites(asked),
  ...ofCertificates(asked.clients, presents),
  ...(asked.surface ? ['GET /debug/pprof/, /config and /probe; /-/reload is never called'] : []),
  ...(asked.cost ? ['five full and five resumed handshakes, each with the GET twice, timed'] : []),
];

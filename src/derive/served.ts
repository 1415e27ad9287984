import { type Unknown, couldNotLook, isUnknown } from '../model/fact.ts';
import type { CertificateGroup } from '../model/facts.ts';
import type { DeriveInput } from '../model/probe.ts';
import type { Chain } from '../prometheus/outcome/index.ts';
import { type Pool, createPool, parseIp, parsePemCertificates } from '../x509/index.ts';

type Served = CertificateGroup['served'][number];

/** What Prometheus verifies: tlsConfig.serverName, else the host it dials; undefined where there is neither. */
export const verifiedName = ({ scrape, member, target }: Pick<DeriveInput, 'scrape' | 'member' | 'target'>): string | undefined =>
  scrape?.tls.serverName || (member?.address ?? target?.address)?.host;

/** As Go sends it: no name for an IP address, no trailing dot (crypto/tls, hostnameInSNI). */
const sniOf = (name: string): string => (parseIp(name) ? '' : name.replace(/\.$/, ''));

/** What was served to a client that sends this name; where it was not asked for, what is served under every one of several others. */
function servedTo(sni: string, served: readonly Served[]): readonly Served[] | Unknown {
  const own = served.filter(({ serverName }) => sniOf(serverName) === sni);
  if (own.length > 0) return own;
  const leaves = new Set(served.map((row) => (isUnknown(row.leaf) ? row.leaf.unknown : row.leaf.sha256)));
  if (leaves.size === 1 && new Set(served.map(({ serverName }) => serverName)).size > 1) return served;
  return couldNotLook(`it was not seen what is served to a client that asks for "${sni}"`);
}

/** The chains that a client which verifies this name may be served: a server may have an RSA and an ECDSA certificate. */
export function chainsFor(name: string, served: readonly Served[]): readonly Chain[] | Unknown {
  const rows = servedTo(sniOf(name), served);
  if (isUnknown(rows)) return rows;
  const chains: Chain[] = [];
  for (const row of rows) {
    if (isUnknown(row.leaf)) return row.leaf;
    chains.push({ leaf: row.leaf, ders: row.chainDer.map((der) => new Uint8Array(Buffer.from(der, 'base64'))) });
  }
  return chains.length > 0 ? chains : couldNotLook('no certificate was served');
}

/** The pools that scrapes verify against. Many scrapes and replicas share a CA, which may be a megabyte of them. */
export interface Roots {
  readonly publicRoots: () => Pool;
  /** The pool of a CA in PEM, null where it holds no certificate. */
  readonly rootsOf: (pem: string) => Pool | null;
}

/** `publicRoots` is PEM, which is parsed when a scrape is first verified: there may be none. */
export function createRoots(publicRoots: readonly string[]): Roots {
  const pools = new Map<string, Pool | null>();
  const rootsOf = (pem: string): Pool | null => {
    const known = pools.get(pem);
    if (known !== undefined) return known;
    const certificates = parsePemCertificates(pem);
    const pool = certificates.length > 0 ? createPool(certificates) : null;
    pools.set(pem, pool);
    return pool;
  };
  let parsed: Pool | undefined;
  return { publicRoots: () => (parsed ??= createPool(publicRoots.flatMap((pem) => parsePemCertificates(pem)))), rootsOf };
}

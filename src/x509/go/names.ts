import { Cursor, context, tags } from './cursor.ts';
import { isDomain } from './domain.ts';
import { quote } from './quote.ts';
import { Refusal, insist, must } from './refusal.ts';
import { type GoUrl, urlOf } from './url.ts';

/** The subject alternative names that Go reads. Texts are ASCII. */
export interface GoNames {
  readonly dns: readonly string[];
  readonly emails: readonly string[];
  readonly uris: readonly GoUrl[];
  readonly ips: readonly Buffer[]; // of 4 or 16 octets
}

export const isAscii = (octets: Buffer): boolean => octets.every((octet) => octet < 0x80);

function asciiOf(octets: Buffer, type: string): string {
  insist(isAscii(octets), `x509: SAN ${type} is malformed`);
  return octets.toString('latin1');
}

function uriOf(text: string): GoUrl {
  try {
    const url = urlOf(text);
    insist(isDomain(url.host, false), 'invalid domain');
    return url;
  } catch (error) {
    throw new Refusal(`x509: cannot parse URI ${quote(text)}: ${(error as Error).message}`);
  }
}

function ipOf(octets: Buffer): Buffer {
  insist(octets.length === 4 || octets.length === 16, `x509: cannot parse IP address of length ${octets.length}`);
  return octets;
}

/** parseSANExtension. Throws Refusal. */
export function readNames(der: Buffer): GoNames {
  const sequence = must(new Cursor(der).within(tags.sequence), 'x509: invalid subject alternative names');
  const names = { dns: [] as string[], emails: [] as string[], uris: [] as GoUrl[], ips: [] as Buffer[] };
  while (!sequence.isEmpty) {
    const { tag, contents } = must(sequence.any(), 'x509: invalid subject alternative name');
    if (tag === context(1)) names.emails.push(asciiOf(contents, 'rfc822Name'));
    else if (tag === context(2)) names.dns.push(asciiOf(contents, 'dNSName'));
    else if (tag === context(6)) names.uris.push(uriOf(asciiOf(contents, 'uniformResourceIdentifier')));
    else if (tag === context(7)) names.ips.push(ipOf(contents));
  }
  return names;
}

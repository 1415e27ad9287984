import { parseIp } from '../ip.ts';
import { Cursor, explicit, context, tags } from './cursor.ts';
import { isDomain, mailboxOf } from './domain.ts';
import { isAscii } from './names.ts';
import { quote, quoteOctets } from './quote.ts';
import { Refusal, insist, must } from './refusal.ts';

/** An IP network as it stands in the certificate: the address may have bits beyond the mask. */
export interface Network {
  readonly ip: Buffer; // 4 or 16 octets
  readonly mask: Buffer; // as many
}

export interface Subtrees {
  readonly dns: readonly string[];
  readonly ips: readonly Network[];
  readonly emails: readonly string[];
  readonly uris: readonly string[];
}

/** NameConstraints (RFC 5280 section 4.2.1.10), of the types that Go evaluates. */
export interface NameConstraints {
  readonly permitted: Subtrees;
  readonly excluded: Subtrees;
  readonly hasOthers: boolean; // names of other types, such as directory names
}

const broken = 'x509: invalid NameConstraints extension';

function asciiOf(octets: Buffer): string {
  insist(isAscii(octets), `x509: invalid constraint value: x509: ${quoteOctets(octets)} cannot be encoded as an IA5String`);
  return octets.toString('latin1');
}

function dnsOf(octets: Buffer): string {
  const domain = asciiOf(octets);
  insist(isDomain(domain, true), `x509: failed to parse dnsName constraint ${quote(domain)}`);
  return domain;
}

/** A mailbox, or all of a domain. */
function emailOf(octets: Buffer): string {
  const text = asciiOf(octets);
  const isValid = text.includes('@') ? mailboxOf(text) !== null : isDomain(text, true);
  insist(isValid, `x509: failed to parse rfc822Name constraint ${quote(text)}`);
  return text;
}

function uriOf(octets: Buffer): string {
  const domain = asciiOf(octets);
  insist(parseIp(domain) === null, `x509: failed to parse URI constraint ${quote(domain)}: cannot be IP address`);
  insist(isDomain(domain, true), `x509: failed to parse URI constraint ${quote(domain)}`);
  return domain;
}

/** Ones, and then zeros. */
const isMask = (mask: Buffer): boolean => /^1*0*$/.test([...mask].map((octet) => octet.toString(2).padStart(8, '0')).join(''));

function networkOf(octets: Buffer): Network {
  insist(octets.length === 8 || octets.length === 32, `x509: IP constraint contained value of length ${octets.length}`);
  const [ip, mask] = [octets.subarray(0, octets.length / 2), octets.subarray(octets.length / 2)];
  insist(isMask(mask), `x509: IP constraint contained invalid mask ${mask.toString('hex')}`);
  return { ip, mask };
}

function readSubtrees(from: Cursor): Subtrees & { readonly others: number } {
  const trees = { dns: [] as string[], ips: [] as Network[], emails: [] as string[], uris: [] as string[], others: 0 };
  while (!from.isEmpty) {
    const { tag, contents } = must(from.within(tags.sequence)?.any() ?? null, broken);
    if (tag === context(1)) trees.emails.push(emailOf(contents));
    else if (tag === context(2)) trees.dns.push(dnsOf(contents));
    else if (tag === context(6)) trees.uris.push(uriOf(contents));
    else if (tag === context(7)) trees.ips.push(networkOf(contents));
    else trees.others++;
  }
  return trees;
}

/** The contents of an optional element: undefined where it is not there. */
function optional(from: Cursor, tag: number): Buffer | undefined {
  return from.isNext(tag) ? must(from.contents(tag), broken) : undefined;
}

/** parseNameConstraintsExtension. Throws Refusal. */
export function readNameConstraints(der: Buffer): NameConstraints {
  const outer = new Cursor(der);
  const sequence = must(outer.within(tags.sequence), broken);
  if (!outer.isEmpty) throw new Refusal(broken);
  const [permitted, excluded] = [optional(sequence, explicit(0)), optional(sequence, explicit(1))];
  insist(sequence.isEmpty, broken);
  insist((permitted?.length ?? 0) + (excluded?.length ?? 0) > 0, 'x509: empty name constraints extension');
  const [allowed, forbidden] = [permitted, excluded].map((trees) => readSubtrees(new Cursor(trees ?? Buffer.alloc(0))));
  if (!allowed || !forbidden) throw new Refusal(broken);
  return { permitted: allowed, excluded: forbidden, hasOthers: allowed.others + forbidden.others > 0 };
}

import type { GoCertificate } from './certificate.ts';
import { type Mailbox, isDomain, mailboxOf } from './domain.ts';
import type { Subtrees } from './name-constraints.ts';
import { isAddress } from './address.ts';
import { quote } from './quote.ts';
import { Refusal } from './refusal.ts';
import { type Query, domainQuery, goIpText, ipQuery } from './subtrees.ts';
import type { GoUrl } from './url.ts';

/** Name constraints as crypto/x509/constraints.go of Go 1.26 checks them: every name of every certificate below a constrained one. */

interface Pair<T> {
  readonly type: string; // in Go's words
  readonly permitted: Query<T> | null;
  readonly excluded: Query<T> | null;
}

interface Constraints {
  readonly ip: Pair<Buffer>;
  readonly dns: Pair<string>;
  readonly uri: Pair<string>;
  readonly email: Pair<Mailbox>;
}

const lower = (text: string): string => text.toLowerCase(); // texts are ASCII
const mailboxKey = ({ local, domain }: Mailbox): string => `${local}\0${domain}`;
const mailboxText = ({ local, domain }: Mailbox): string => `${local}@${domain}`;

/** A constraint with an at sign is one mailbox, any other all of a domain. */
function emailQuery(emails: readonly string[], isPermitted: boolean): Query<Mailbox> | null {
  if (emails.length === 0) return null;
  const mailboxes = emails.filter((email) => email.includes('@')).map(mailboxOf);
  const exact = new Set(mailboxes.map((each) => each && mailboxKey({ ...each, domain: lower(each.domain) })));
  const domains = domainQuery(
    emails.filter((email) => !email.includes('@')),
    isPermitted,
  );
  return (mailbox) => (exact.has(mailboxKey(mailbox)) ? mailboxText(mailbox) : domains?.(mailbox.domain));
}

function constraintsOf(permitted: Subtrees, excluded: Subtrees): Constraints {
  return {
    ip: { type: 'IP address', permitted: ipQuery(permitted.ips), excluded: ipQuery(excluded.ips) },
    dns: { type: 'DNS name', permitted: domainQuery(permitted.dns, true), excluded: domainQuery(excluded.dns, false) },
    uri: { type: 'URI', permitted: domainQuery(permitted.uris, true), excluded: domainQuery(excluded.uris, false) },
    email: { type: 'email address', permitted: emailQuery(permitted.emails, true), excluded: emailQuery(excluded.emails, false) },
  };
}

const known = new WeakMap<GoCertificate, Constraints>();

/** Sorted once for each certificate. */
function constraintsIn(certificate: GoCertificate): Constraints | null {
  const { nameConstraints } = certificate;
  if (!nameConstraints) return null;
  const before = known.get(certificate);
  if (before) return before;
  const made = constraintsOf(nameConstraints.permitted, nameConstraints.excluded);
  known.set(certificate, made);
  return made;
}

function check<T>({ type, permitted, excluded }: Pair<T>, name: T, text: string): void {
  if (permitted && permitted(name) === undefined) throw new Refusal(`${type} ${quote(text)} is not permitted by any constraint`);
  const found = excluded?.(name);
  if (found !== undefined) throw new Refusal(`${type} ${quote(text)} is excluded by constraint ${quote(found)}`);
}

interface ParsedUri {
  readonly text: string;
  readonly domain: string;
}

/** net.SplitHostPort, of a host that has a colon and does not end with a bracket. */
function withoutPort(host: string): string {
  const refusal = (why: string): Refusal => new Refusal(`cannot parse URI host ${quote(host)}: address ${host}: ${why}`);
  const colon = host.lastIndexOf(':');
  const end = host.startsWith('[') ? host.indexOf(']') : colon;
  const name = host.startsWith('[') ? host.slice(1, end) : host.slice(0, colon);
  if (!host.startsWith('[') && name.includes(':')) throw refusal('too many colons in address');
  if (host.slice(host.startsWith('[') ? 1 : 0).includes('[')) throw refusal("unexpected '[' in address");
  if (host.slice(host.startsWith('[') ? end + 1 : 0).includes(']')) throw refusal("unexpected ']' in address");
  return name;
}

function parseUri({ host, text }: GoUrl): ParsedUri {
  if (host === '') throw new Refusal(`URI with empty host (${quote(text)}) cannot be matched against constraints`);
  const domain = host.includes(':') && !host.endsWith(']') ? withoutPort(host) : lower(host);
  const isIp = isAddress(domain) || (domain.startsWith('[') && domain.endsWith(']'));
  if (isIp) throw new Refusal(`URI with IP (${quote(text)}) cannot be matched against constraints`);
  return { text, domain };
}

function parseEmail(email: string): Mailbox {
  const mailbox = mailboxOf(email);
  if (!mailbox) throw new Refusal(`cannot parse rfc822Name ${quote(email)}`);
  return { ...mailbox, domain: lower(mailbox.domain) };
}

interface Names {
  readonly ips: readonly Buffer[];
  readonly dns: readonly string[];
  readonly uris: readonly ParsedUri[];
  readonly emails: readonly Mailbox[];
}

function checkNames({ ips, dns, uris, emails }: Names, constraints: Constraints): void {
  for (const ip of ips) check(constraints.ip, ip, goIpText(ip));
  for (const name of dns) {
    if (!isDomain(name, false)) throw new Refusal(`x509: cannot parse dnsName ${quote(name)}`);
    check(constraints.dns, name, name);
  }
  for (const { domain, text } of uris) {
    if (!isDomain(domain, false)) throw new Refusal(`x509: internal error: URI SAN ${quote(text)} failed to parse`);
    check(constraints.uri, domain, text);
  }
  for (const mailbox of emails) {
    const text = mailboxText(mailbox);
    if (!isDomain(mailbox.domain, false)) throw new Refusal(`x509: cannot parse rfc822Name ${quote(text)}`);
    check(constraints.email, mailbox, text);
  }
}

/** Throws Refusal where a certificate of the path (the leaf first) has a name that one above it does not allow. */
export function checkConstraints(path: readonly GoCertificate[]): void {
  for (const [index, { names }] of path.entries()) {
    const above = path.slice(index + 1).flatMap((certificate) => constraintsIn(certificate) ?? []);
    if (above.length === 0) return;
    if (!names) continue;
    const parsed: Names = { ...names, uris: names.uris.map(parseUri), emails: names.emails.map(parseEmail) };
    for (const constraints of above) checkNames(parsed, constraints);
  }
}

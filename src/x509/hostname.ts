import { clean } from '../model/text.ts';
import type { Certificate } from '../model/facts.ts';
import { ipText, parseIp } from './ip.ts';
import { commonNameIn } from './name.ts';

/** crypto/x509/verify.go of Go 1.26, VerifyHostname and HostnameError: its rules, and its words. */

/** `ok: null`: the certificate has more names than were kept, and none of those matches. */
type NameOutcome = { readonly ok: true } | { readonly ok: false; readonly error: string } | { readonly ok: null; readonly reason: string };

/** From so many names on, Go counts instead of listing them. */
const mostListed = 100;
const mostText = 2000;

const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const withoutDot = (host: string): string => (host.endsWith('.') ? host.slice(0, -1) : host);
const labelsOf = (host: string): readonly string[] => lower(withoutDot(host)).split('.');

/** Letters, digits, underscores, and hyphens that do not begin a label; a pattern may have "*" as its whole left-most label. */
function isHostname(host: string, isPattern: boolean): boolean {
  const name = isPattern ? host : withoutDot(host);
  if (name === '*') return false;
  return name.split('.').every((label, index) => /^[a-z0-9_][a-z0-9_-]*$/i.test(label) || (isPattern && index === 0 && label === '*'));
}

function matchesLabels(pattern: string, labels: readonly string[]): boolean {
  if (pattern === '') return false;
  const wanted = lower(pattern).split('.');
  return wanted.length === labels.length && wanted.every((label, index) => label === labels[index] || (index === 0 && label === '*'));
}

const matchesExactly = (name: string, host: string): boolean =>
  !['', '.'].includes(name) && !['', '.'].includes(host) && lower(name) === lower(host);

/** Wildcards and trailing dots only work between valid host names; anything else must be equal. */
function matchesDnsName(name: string, host: string): boolean {
  return isHostname(host, false) && isHostname(name, true) ? matchesLabels(name, labelsOf(host)) : matchesExactly(name, host);
}

/** An IP SAN as Go prints it: an IPv4-mapped address is the IPv4 address. */
const goIpText = (san: string): string => ipText(parseIp(san) ?? []);

function listed(kind: string, names: readonly string[], host: string): string {
  if (names.length >= mostListed) return `x509: certificate is valid for ${names.length} ${kind}, but none matched ${host}`;
  const list = names.join(', ');
  if (list === '') return `x509: certificate is not valid for any names, but wanted to match ${host}`;
  return `x509: certificate is valid for ${list}, not ${host}`;
}

function mismatch(certificate: Certificate, host: string): string {
  if (!certificate.hasSubjectAltName && matchesLabels(commonNameIn(certificate.subject), labelsOf(host))) {
    return 'x509: certificate relies on legacy Common Name field, use SANs instead';
  }
  if (!parseIp(host)) return listed('names', certificate.dnsNames, host);
  if (certificate.ipAddresses.length === 0) {
    return `x509: cannot validate certificate for ${host} because it doesn't contain any IP SANs`;
  }
  return listed('IP SANs', certificate.ipAddresses.map(goIpText), host);
}

function includesIp(certificate: Certificate, wanted: readonly number[]): boolean {
  return certificate.ipAddresses.some((san) => parseIp(san)?.join('.') === wanted.join('.'));
}

/**
 * Whether the certificate is valid for a host name or an IP address (which may stand in brackets), as a Go client decides it: by the
 * subjectAltName only, an IP address by IP SANs only, a wildcard for one whole left-most label. `error` has Go's words, cleaned.
 */
export function matchesName(certificate: Certificate, name: string): NameOutcome {
  const bracketed = name.length >= 3 && name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
  const ip = parseIp(bracketed);
  const matches = ip ? includesIp(certificate, ip) : certificate.dnsNames.some((dnsName) => matchesDnsName(dnsName, lower(name)));
  if (matches) return { ok: true };
  const { namesLeftOut } = certificate;
  if (namesLeftOut) return { ok: null, reason: `the certificate has ${namesLeftOut} more names than were looked at` };
  return { ok: false, error: clean(mismatch(certificate, ip ? bracketed : name), mostText) };
}

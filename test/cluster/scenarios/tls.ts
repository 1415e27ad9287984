import { serverName } from './material.ts';
import { ca, caOf, clientCertificate, https, httpsWith, often, type Scenario, scrape, secretKey } from './scenario.ts';

/** Certificates × tlsConfig: chain, names, validity, versions. */

const unknownAuthority = 'certificate signed by unknown authority';
const noIpSan = "because it doesn't contain any IP SANs";
const skip = { insecureSkipVerify: true };

/** What a right tlsConfig meets at each server. */
const rightConfig: Readonly<Record<string, string>> = {
  good: 'up',
  'ip-san': 'up',
  'cn-and-san': 'up',
  wildcard: 'up',
  intermediate: 'up',
  'rsa-1024': 'up',
  'rsa-2048': 'up',
  'no-usage': 'up',
  go119: 'up',
  'min-tls13': 'up',
  'max-tls12': 'up',
  'other-ip-san': `certificate is not valid for any names, but wanted to match ${serverName}`,
  'cn-only': 'certificate relies on legacy Common Name field, use SANs instead',
  'wrong-name': `certificate is valid for another.example.svc, not ${serverName}`,
  expired: 'certificate has expired or is not yet valid: current time',
  'not-yet-valid': 'certificate has expired or is not yet valid: current time',
  'self-signed': unknownAuthority,
  'other-ca': unknownAuthority,
  'missing-intermediate': unknownAuthority,
  'sha-1': 'insecure algorithm ECDSA-SHA1',
  'client-only': 'certificate specifies an incompatible key usage',
  'max-tls11': 'tls: protocol version not supported',
  plain: 'http: server gave HTTP response to HTTPS client',
  'plain-go119': 'http: server gave HTTP response to HTTPS client',
  'tls12-only': 'up',
  'tls13-only': 'up',
  'tls10-only': 'protocol version',
  'no-common-suite': 'handshake failure',
};

/** The same without serverName: the address is what is verified. */
const withoutServerName: Readonly<Record<string, string>> = {
  good: noIpSan,
  'ip-san': 'up',
  'other-ip-san': 'certificate is valid for 10.244.255.9, not 10.244.',
  'cn-only': noIpSan,
  'self-signed': noIpSan,
  expired: 'certificate has expired or is not yet valid', // the validity is looked at before the name
  'other-ca': noIpSan,
};

const servesAnyway = [
  'cn-only',
  'wrong-name',
  'expired',
  'self-signed',
  'other-ca',
  'missing-intermediate',
  'sha-1',
  'client-only',
  'other-ip-san',
];

const suitesAreNotAsked = { unknowable: 'not every suite is asked' };
const http2IsNotAsked = { unknowable: 'whether HTTP/2 is spoken over an old TLS is not asked' };

const versions: Scenario[] = [
  scrape('min13-on-good', 'good', https({ minVersion: 'TLS13' }), 'up'),
  scrape('min13-on-max12', 'max-tls12', https({ minVersion: 'TLS13' }), 'tls: protocol version not supported'),
  scrape('max12-on-min13', 'min-tls13', https({ maxVersion: 'TLS12' }), 'tls: protocol version not supported'),
  scrape('max12-on-good', 'good', https({ maxVersion: 'TLS12' }), 'up'),
  scrape('min12-max12-on-max12', 'max-tls12', https({ minVersion: 'TLS12', maxVersion: 'TLS12' }), 'up'),
  scrape('min10-on-max11', 'max-tls11', https({ minVersion: 'TLS10' }), 'up', http2IsNotAsked),
  scrape('min11-on-max11', 'max-tls11', https({ minVersion: 'TLS11' }), 'up', http2IsNotAsked),
  scrape('min10-on-max11-h2', 'max-tls11-h2', https({ minVersion: 'TLS10' }, often), 'PROTOCOL_ERROR', http2IsNotAsked),
  scrape('min10-on-tls10-only', 'tls10-only', https({ minVersion: 'TLS10' }), 'up', http2IsNotAsked),
  scrape('max11-on-good', 'good', https({ minVersion: 'TLS10', maxVersion: 'TLS11' }), 'tls: protocol version not supported'),
  scrape('min13-on-go119', 'go119', https({ minVersion: 'TLS13' }), 'up'),
];

const authorities: Scenario[] = [
  scrape('ca-from-secret', 'good', https({ ca: secretKey('servers-ca', 'ca.crt') }), 'up'),
  scrape('ca-of-another', 'good', https({ ca: caOf('other-ca') }), unknownAuthority),
  scrape('ca-of-other-on-other', 'other-ca', https({ ca: caOf('other-ca') }), 'up'),
  scrape('ca-bundle-of-two', 'good', https({ ca: caOf('servers-ca', 'both.crt') }), 'up'),
  scrape('ca-bundle-of-two-on-other', 'other-ca', https({ ca: caOf('servers-ca', 'both.crt') }), 'up'),
  scrape('ca-is-intermediate', 'intermediate', https({ ca: caOf('intermediate-ca') }), 'up'),
  scrape('ca-is-intermediate-alone', 'missing-intermediate', https({ ca: caOf('intermediate-ca') }), 'up'),
  scrape('no-ca', 'good', httpsWith({ serverName }), unknownAuthority),
  scrape('no-tls-config', 'good', httpsWith(), noIpSan),
  scrape('no-tls-config-ip-san', 'ip-san', httpsWith(), unknownAuthority),
  scrape('empty-tls-config', 'ip-san', httpsWith({}), unknownAuthority),
  scrape('ca-on-plaintext', 'plain', { tlsConfig: { ca, serverName } }, 'up'),
  scrape('server-name-wildcard-two-labels', 'wildcard', https({ serverName: 'a.b.example.svc' }), 'not a.b.example.svc'),
  scrape('server-name-wildcard-other', 'wildcard', https({ serverName: 'another.example.svc' }), 'up'),
  scrape('server-name-upper-case', 'good', https({ serverName: 'EXPORTER.Example.svc' }), 'up'),
  scrape('server-name-wrong', 'good', https({ serverName: 'wrong.example.svc' }), 'not wrong.example.svc'),
  scrape('server-name-is-an-address', 'other-ip-san', https({ serverName: '10.244.255.9' }), 'up'),
  scrape('scheme-upper-case', 'good', https({}, { scheme: 'HTTPS' }), 'up'),
];

const wrongScheme: Scenario[] = ['good', 'go119', 'min-tls13', 'tls12-only'].map((server) =>
  scrape(`http-on-${server}`, server, {}, server === 'tls12-only' ? 'EOF' : 'server returned HTTP status 400 Bad Request'),
);

/** A client certificate that the server does not ask for, or does not want. */
const unasked: Scenario[] = [
  scrape('certificate-unasked', 'good', https(clientCertificate('right')), 'up'),
  scrape('certificate-unasked-expired', 'good', https(clientCertificate('expired')), 'up'),
];

export const tlsScenarios: readonly Scenario[] = [
  ...Object.entries(rightConfig).map(([server, is]) =>
    scrape(`right-on-${server}`, server, https(), is, server === 'no-common-suite' ? suitesAreNotAsked : {}),
  ),
  ...Object.entries(withoutServerName).map(([server, is]) => scrape(`address-on-${server}`, server, httpsWith({ ca }), is)),
  ...servesAnyway.map((server) => scrape(`skip-on-${server}`, server, httpsWith(skip), 'up')),
  scrape('skip-on-plain', 'plain', httpsWith(skip), 'http: server gave HTTP response to HTTPS client'),
  scrape('skip-with-ca-and-name', 'expired', https(skip), 'up'),
  ...versions,
  ...authorities,
  ...wrongScheme,
  ...unasked,
];

import { describe, expect, it } from 'vitest';
import { algorithmCases } from '../oracle/cases/algorithms.ts';
import { constraintCases } from '../oracle/cases/constraints.ts';
import { encodingCases } from '../oracle/cases/encodings.ts';
import { pathCases } from '../oracle/cases/paths.ts';
import { uriCases } from '../oracle/cases/uris.ts';
import { ourChain } from '../oracle/ours.ts';
import type { ChainCase } from '../oracle/question.ts';

/** Words that Go 1.26 printed: one of each kind from the lists that `npm run test:oracle` asks Go about, for where there is no Go. */

type Words = Readonly<Record<string, string>>;
const notAuthorized = 'x509: a root or intermediate certificate is not authorized to sign for this name: ';

const paths: Words = {
  'a leaf under its root': '',
  'a missing intermediate': 'x509: certificate signed by unknown authority',
  'a root of the same name with another key':
    'x509: certificate signed by unknown authority (possibly because of "x509: ECDSA verification failure" while trying to verify candidate authority certificate "root")',
  'a served certificate that cannot be read': 'x509: malformed certificate',
  'a root with path length 0, two levels up': 'x509: too many intermediates for path length constraint',
  'a root with an unknown critical extension': 'x509: unhandled critical extension',
  'a root for clients': 'x509: certificate specifies an incompatible key usage',
  'a leaf expired': 'x509: certificate has expired or is not yet valid: current time 2026-11-23T08:00:00Z is after 2026-11-23T07:59:59Z',
  'a leaf not valid yet':
    'x509: certificate has expired or is not yet valid: current time 2026-11-23T08:00:00Z is before 2026-11-23T08:00:01Z',
  'a leaf not valid yet in another zone':
    'x509: certificate has expired or is not yet valid: current time 2026-11-23T08:00:00Z is before 2026-11-23T07:00:00-01:15',
  'a leaf with fractions of a second': 'x509: malformed GeneralizedTime',
  'a leaf with a month 13': 'x509: malformed UTCTime',
  'a leaf with a time of another type': 'x509: unsupported time format',
  '4 certificates that all could have signed each other': 'x509: signature check attempts limit reached while verifying certificate chain',
  'an intermediate of version 1': 'x509: certificate is not authorized to sign other certificates',
  'an intermediate of version 4': 'x509: invalid version',
  'an intermediate of version negative': 'x509: malformed version',
  'serial number ': 'x509: malformed serial number',
  'serial number 80': 'x509: negative serial number',
};

const algorithms: Words = {
  'md5-rsa by P-224':
    'x509: certificate signed by unknown authority (possibly because of "x509: cannot verify signature: insecure algorithm MD5-RSA" while trying to verify candidate authority certificate "ca of P-224")',
  'ecdsa-sha256 by P-224': '',
  'md5-rsa by rsa-pss:2048': 'x509: certificate signed by unknown authority',
  'a leaf with a key of secp256k1': 'x509: unsupported elliptic curve',
  'a leaf: a point off the curve': 'P256 point not on curve',
  'a leaf: a compressed point': 'ecdsa: invalid uncompressed public key',
  'a leaf: a short point': 'invalid P256 point encoding',
  'a leaf: a coordinate that is not reduced': 'invalid P256 element encoding',
  'a leaf: a coordinate of P-384 that is not reduced': 'invalid P384Element encoding',
  'a leaf: EC parameters that are no OID': 'x509: invalid ECDSA parameters',
  'a leaf: RSA without NULL': 'x509: RSA key missing NULL parameters',
  'a leaf: RSA that is no sequence': 'x509: invalid RSA public key',
  'a leaf: RSA with a negative modulus': 'x509: RSA modulus is not a positive number',
  'a leaf: RSA with a modulus that is not minimal': 'x509: invalid RSA modulus',
  'a leaf: RSA with exponent zero': 'x509: RSA public exponent is not a positive number',
  'a leaf: RSA with an exponent of 9 octets': 'x509: invalid RSA public exponent',
  'a leaf: RSA of 8200 bits': 'tls: server sent certificate containing RSA key larger than 8192 bits',
  'a leaf: Ed25519 with parameters': 'x509: Ed25519 key encoded with illegal parameters',
  'a leaf: Ed25519 of 31 octets': 'x509: wrong Ed25519 public key size',
  'a leaf: DSA without parameters': 'x509: invalid DSA parameters',
  'a leaf: DSA with a zero parameter': 'x509: zero or negative DSA parameter',
  'a leaf: DSA that is no integer': 'x509: invalid DSA public key',
  'a leaf: an algorithm without OID': 'x509: malformed OID',
  'a leaf: parameters cut off': 'x509: malformed parameters',
  'a leaf: padding bits that are set': 'x509: malformed subjectPublicKey',
  'a leaf: nothing': 'x509: malformed spki',
  'signature algorithms that differ within and without': "x509: inner and outer signature algorithm identifiers don't match",
};

const constraints: Words = {
  'permits example.com: no names': '',
  'permits example.com: names of neighbours': `${notAuthorized}DNS name "a-a.com" is not permitted by any constraint`,
  'permits example.com: odd DNS names': `${notAuthorized}x509: cannot parse dnsName "two..dots.example.com"`,
  'permits example.com: a mailbox that is none': `${notAuthorized}cannot parse rfc822Name "joe"`,
  'permits example.com: a URI with an address': `${notAuthorized}URI with IP ("https://10.0.0.1/x") cannot be matched against constraints`,
  'permits example.com: a URI without host': `${notAuthorized}URI with empty host ("urn:uuid:1234") cannot be matched against constraints`,
  'excludes example.com: host.example.com': `${notAuthorized}DNS name "host.example.com" is excluded by constraint "example.com"`,
  'permits 10/8: 10.9.0.5 and 192.0.2.1': `${notAuthorized}IP address "192.0.2.1" is not permitted by any constraint`,
  'excludes 10.0.0.0/30: 10.0.0.1': `${notAuthorized}IP address "10.0.0.1" is excluded by constraint "10.0.0.0/30"`,
  'permits a mailbox: joe@mail.Example.COM': `${notAuthorized}email address "joe@mail.example.com" is not permitted by any constraint`,
  'excludes a quoted mailbox: joe@example.com': `${notAuthorized}email address "joe@example.com" is excluded by constraint "joe@example.com"`,
  'excludes URIs below example.com: https://host.example.com/path': `${notAuthorized}URI "https://host.example.com/path" is excluded by constraint ".example.com"`,
  'permits a directory name: no names': 'x509: unhandled critical extension',
  'constraints with nothing at all': 'x509: empty name constraints extension',
  'constraints with something behind': 'x509: invalid NameConstraints extension',
  'constraints with a trailing dot': 'x509: failed to parse dnsName constraint "example.com."',
  'constraints with octets that are not ASCII': 'x509: invalid constraint value: x509: "münchen.example" cannot be encoded as an IA5String',
  'constraints with octets that are not UTF-8': 'x509: invalid constraint value: x509: "a\\xff\\"b" cannot be encoded as an IA5String',
  'constraints with an address of 5 octets': 'x509: IP constraint contained value of length 5',
  'constraints with a mask with holes': 'x509: IP constraint contained invalid mask ff00ff00',
  'constraints with a mailbox without domain label': 'x509: failed to parse rfc822Name constraint "joe@.example.com"',
  'constraints with an address for a URI': 'x509: failed to parse URI constraint "10.0.0.1": cannot be IP address',
  'constraints with a URI constraint with a space': 'x509: failed to parse URI constraint "a b"',
};

const encodings: Words = {
  'a subject: UTF8String that is none': 'x509: invalid RDNSequence: invalid attribute value: invalid UTF-8 string',
  'a subject: PrintableString': '',
  'a subject: PrintableString with an at sign': 'x509: invalid RDNSequence: invalid attribute value: invalid PrintableString',
  'a subject: IA5String with an umlaut': 'x509: invalid RDNSequence: invalid attribute value: invalid IA5String',
  'a subject: NumericString with letters': 'x509: invalid RDNSequence: invalid attribute value: invalid NumericString',
  'a subject: BMPString of 3 octets': 'x509: invalid RDNSequence: invalid attribute value: invalid BMPString',
  'a subject: UniversalString': 'x509: invalid RDNSequence: invalid attribute value: unsupported string type: 28',
  'a subject: no value': 'x509: invalid RDNSequence: invalid attribute value',
  'a subject: no type': 'x509: invalid RDNSequence: invalid attribute type',
  'a subject: a SEQUENCE for a SET': 'x509: invalid RDNSequence',
  'a subject: a SET of no attribute': 'x509: invalid RDNSequence: invalid attribute',
  'a subject: a SET for the name': 'x509: malformed issuer',
  'an issuer: PrintableString': 'x509: certificate signed by unknown authority',
  'an extension of no kind': 'x509: malformed extension',
  'an extension without OID': 'x509: malformed extension OID field',
  'an extension without value': 'x509: malformed extension value field',
  'an extension critical: 1': 'x509: malformed extension critical field',
  'an extension twice': 'x509: certificate contains duplicate extension with OID "1.2.3"',
  'an extension keyUsage: no bits': 'x509: invalid key usage',
  'an extension basicConstraints: no sequence': 'x509: invalid basic constraints',
  'an extension subjectKeyIdentifier: critical': 'x509: subject key identifier incorrectly marked critical',
  'an extension subjectKeyIdentifier: no octets': 'x509: invalid subject key identifier',
  'an extension authorityKeyIdentifier: critical': 'x509: authority key identifier incorrectly marked critical',
  'an extension authorityKeyIdentifier: no sequence': 'x509: invalid authority key identifier',
  'an extension extKeyUsage: no OIDs': 'x509: invalid extended key usages',
  'an extension policies: no sequence': 'x509: invalid certificate policies',
  'an extension policyMappings: one policy': 'x509: invalid policy mappings extension',
  'an extension policyConstraints: no sequence': 'x509: invalid policy constraints extension',
  'an extension inhibitAnyPolicy: no number': 'x509: invalid inhibit any policy extension',
  'an extension cRLDistributionPoints: no sequence': 'x509: invalid CRL distribution points',
  'an extension cRLDistributionPoints: a point of another type': 'x509: invalid CRL distribution point',
  'an extension authorityInfoAccess: critical': 'x509: authority info access incorrectly marked critical',
  'an extension authorityInfoAccess: no sequence': 'x509: invalid authority info access',
  'an extension subjectAltName: no sequence': 'x509: invalid subject alternative names',
  'an extension subjectAltName: cut off': 'x509: invalid subject alternative name',
  'an extension subjectAltName: empty and critical': 'x509: unhandled critical extension',
  'an extension subjectAltName: an umlaut': 'x509: SAN dNSName is malformed',
  'an extension subjectAltName: a mailbox with an umlaut': 'x509: SAN rfc822Name is malformed',
  'an extension subjectAltName: a URI with an umlaut': 'x509: SAN uniformResourceIdentifier is malformed',
  'an extension subjectAltName: an address of 5 octets': 'x509: cannot parse IP address of length 5',
  'a CA with an extension keyUsage: something behind':
    'x509: certificate signed by unknown authority (possibly because of "x509: invalid signature: parent certificate cannot sign this kind of certificate" while trying to verify candidate authority certificate "ca")',
  'a certificate: nothing': 'x509: malformed certificate',
  'a certificate: an empty sequence': 'x509: malformed tbs certificate',
  'a certificate: the signed part alone': 'x509: malformed algorithm identifier',
  'a certificate: something behind': 'x509: trailing data',
  'a certificate: a signature that is no bit string': 'x509: malformed signature',
  'a unique identifier cut off': 'x509: malformed issuerUniqueID',
};

const uris: Words = {
  'no constraints: ""': '',
  'no constraints: ":a"': 'x509: cannot parse URI ":a": parse ":a": missing protocol scheme',
  'no constraints: "1:a"': 'x509: cannot parse URI "1:a": parse "1:a": first path segment in URL cannot contain colon',
  'no constraints: "http://host.test/%"': 'x509: cannot parse URI "http://host.test/%": parse "http://host.test/%": invalid URL escape "%"',
  'no constraints: "http://us er@host.test/"':
    'x509: cannot parse URI "http://us er@host.test/": parse "http://us er@host.test/": net/url: invalid userinfo',
  'no constraints: "http://host.test:8a/"':
    'x509: cannot parse URI "http://host.test:8a/": parse "http://host.test:8a/": invalid port ":8a" after host',
  'no constraints: "http://host.test:80:80/"':
    'x509: cannot parse URI "http://host.test:80:80/": parse "http://host.test:80:80/": invalid port ":80:80" after host',
  'no constraints: "http://ho st.test/"':
    'x509: cannot parse URI "http://ho st.test/": parse "http://ho st.test/": invalid character " " in host name',
  'no constraints: "http://h%C3%B6st.test/"': 'x509: cannot parse URI "http://h%C3%B6st.test/": invalid domain',
  'no constraints: "http://ho[st.test/"': 'x509: cannot parse URI "http://ho[st.test/": parse "http://ho[st.test/": invalid IP-literal',
  'no constraints: "http://[::1/"': 'x509: cannot parse URI "http://[::1/": parse "http://[::1/": missing \']\' in host',
  'no constraints: "http://[::1]x/"': 'x509: cannot parse URI "http://[::1]x/": parse "http://[::1]x/": invalid port "x" after host',
  'no constraints: "http://[::1]:8x/"':
    'x509: cannot parse URI "http://[::1]:8x/": parse "http://[::1]:8x/": invalid port ":8x" after host',
  'no constraints: "http://[fe80::1%25]/"':
    'x509: cannot parse URI "http://[fe80::1%25]/": parse "http://[fe80::1%25]/": invalid host: ParseAddr("fe80::1%"): zone must be a non-empty string',
  'no constraints: "http://[::ffff:1.2.3.256]/"':
    'x509: cannot parse URI "http://[::ffff:1.2.3.256]/": parse "http://[::ffff:1.2.3.256]/": invalid host: ParseAddr("::ffff:1.2.3.256"): IPv4 field has value >255',
  'no constraints: "http://[::ffff:1.2.3.04]/"':
    'x509: cannot parse URI "http://[::ffff:1.2.3.04]/": parse "http://[::ffff:1.2.3.04]/": invalid host: ParseAddr("::ffff:1.2.3.04"): IPv4 field has octet with leading zero',
  'no constraints: "http://[::ffff:1.2.3]/"':
    'x509: cannot parse URI "http://[::ffff:1.2.3]/": parse "http://[::ffff:1.2.3]/": invalid host: ParseAddr("::ffff:1.2.3"): IPv4 address too short',
  'no constraints: "http://[::ffff:1.2..3]/"':
    'x509: cannot parse URI "http://[::ffff:1.2..3]/": parse "http://[::ffff:1.2..3]/": invalid host: ParseAddr("::ffff:1.2..3"): IPv4 field must have at least one digit (at ".3")',
  'no constraints: "http://[::ffff:1.2.3.4.5]/"':
    'x509: cannot parse URI "http://[::ffff:1.2.3.4.5]/": parse "http://[::ffff:1.2.3.4.5]/": invalid host: ParseAddr("::ffff:1.2.3.4.5"): IPv4 address too long',
  'no constraints: "http://[::ffff:1.2.3.x]/"':
    'x509: cannot parse URI "http://[::ffff:1.2.3.x]/": parse "http://[::ffff:1.2.3.x]/": invalid host: ParseAddr("::ffff:1.2.3.x"): unexpected character (at "x")',
  'no constraints: "http://[1:2:3:4:5:6:7:1.2.3.4]/"':
    'x509: cannot parse URI "http://[1:2:3:4:5:6:7:1.2.3.4]/": parse "http://[1:2:3:4:5:6:7:1.2.3.4]/": invalid host: ParseAddr("1:2:3:4:5:6:7:1.2.3.4"): embedded IPv4 address must replace the final 2 fields of the address (at "1.2.3.4")',
  'no constraints: "http://[1:2:3:4:5:6:7:8:9]/"':
    'x509: cannot parse URI "http://[1:2:3:4:5:6:7:8:9]/": parse "http://[1:2:3:4:5:6:7:8:9]/": invalid host: ParseAddr("1:2:3:4:5:6:7:8:9"): trailing garbage after address (at "9")',
  'no constraints: "http://[1:2:3:4:5:6:7::8]/"':
    'x509: cannot parse URI "http://[1:2:3:4:5:6:7::8]/": parse "http://[1:2:3:4:5:6:7::8]/": invalid host: ParseAddr("1:2:3:4:5:6:7::8"): the :: must expand to at least one field of zeros',
  'no constraints: "http://[1:2:3]/"':
    'x509: cannot parse URI "http://[1:2:3]/": parse "http://[1:2:3]/": invalid host: ParseAddr("1:2:3"): address string too short',
  'no constraints: "http://[1::2::3]/"':
    'x509: cannot parse URI "http://[1::2::3]/": parse "http://[1::2::3]/": invalid host: ParseAddr("1::2::3"): multiple :: in address (at ":3")',
  'no constraints: "http://[1:::2]/"':
    'x509: cannot parse URI "http://[1:::2]/": parse "http://[1:::2]/": invalid host: ParseAddr("1:::2"): each colon-separated field must have at least one digit (at ":2")',
  'no constraints: "http://[12345::]/"':
    'x509: cannot parse URI "http://[12345::]/": parse "http://[12345::]/": invalid host: ParseAddr("12345::"): each group must have 4 or less digits (at "12345::")',
  'no constraints: "http://[1:2:3:4:5:6:7:]/"':
    'x509: cannot parse URI "http://[1:2:3:4:5:6:7:]/": parse "http://[1:2:3:4:5:6:7:]/": invalid host: ParseAddr("1:2:3:4:5:6:7:"): colon must be followed by more characters (at ":")',
  'no constraints: "http://[1;2::]/"':
    'x509: cannot parse URI "http://[1;2::]/": parse "http://[1;2::]/": invalid host: ParseAddr("1;2::"): unexpected character, want colon (at ";2::")',
  'no constraints: "http://[]/"':
    'x509: cannot parse URI "http://[]/": parse "http://[]/": invalid host: ParseAddr(""): unable to parse IP',
  'no constraints: "http://[%25en0]/"':
    'x509: cannot parse URI "http://[%25en0]/": parse "http://[%25en0]/": invalid host: ParseAddr("%en0"): missing IPv6 address',
  'no constraints: "http://host.test/\\n"':
    'x509: cannot parse URI "http://host.test/\\n": parse "http://host.test/\\n": net/url: invalid control character in URL',
  'URIs of host.test permitted: ""': `${notAuthorized}URI with empty host ("") cannot be matched against constraints`,
  'URIs of host.test permitted: "//host/path"': `${notAuthorized}URI "//host/path" is not permitted by any constraint`,
  'URIs of host.test permitted: "spiffe://host.test:80:80/"': `${notAuthorized}cannot parse URI host "host.test:80:80": address host.test:80:80: too many colons in address`,
  'URIs of host.test permitted: "spiffe://host.test,other.test:80/"': `${notAuthorized}URI "spiffe://host.test,other.test:80/" is not permitted by any constraint`,
  'URIs of host.test permitted: "spiffe://cluster.local/ns/db/sa/exporter"': `${notAuthorized}URI "spiffe://cluster.local/ns/db/sa/exporter" is not permitted by any constraint`,
  'URIs of host.test permitted: "http://host%25.test/"': `${notAuthorized}URI "http://host%25.test/" is not permitted by any constraint`,
  'URIs of host.test permitted: "http://-host.test/"': `${notAuthorized}URI "http://-host.test/" is not permitted by any constraint`,
  'URIs of host.test permitted: "http://host_.test/"': `${notAuthorized}URI "http://host_.test/" is not permitted by any constraint`,
  'URIs of host.test permitted: "http://host\\".test/"': `${notAuthorized}URI "http://host\\".test/" is not permitted by any constraint`,
  'URIs of host.test permitted: "http://host<>.test/"': `${notAuthorized}URI "http://host<>.test/" is not permitted by any constraint`,
  'URIs of host.test permitted: "http://host].test/"': `${notAuthorized}URI "http://host].test/" is not permitted by any constraint`,
  'URIs of host.test permitted: "http://host]:80/"': `${notAuthorized}cannot parse URI host "host]:80": address host]:80: unexpected ']' in address`,
  'URIs of host.test permitted: "http://[::1]/"': `${notAuthorized}URI with IP ("http://[::1]/") cannot be matched against constraints`,
  'URIs of host.test permitted: "http://010.0.0.1/"': `${notAuthorized}URI "http://010.0.0.1/" is not permitted by any constraint`,
  'URIs of host.test excluded: "HTTP://Host.Test/A%2fb%2F%20c?q=%zz#f%41"': `${notAuthorized}URI "http://Host.Test/A%2fb%2F%20c?q=%zz#f%41" is excluded by constraint "host.test"`,
  'URIs of host.test excluded: "http://host.test/%2A"': `${notAuthorized}URI "http://host.test/%2A" is excluded by constraint "host.test"`,
  'URIs of host.test excluded: "http://user@host.test/"': `${notAuthorized}URI "http://user@host.test/" is excluded by constraint "host.test"`,
  'URIs of host.test excluded: "http://user:pa%20ss@host.test/"': `${notAuthorized}URI "http://user:pa%20ss@host.test/" is excluded by constraint "host.test"`,
  'URIs of host.test excluded: "http://us%20er@host.test/"': `${notAuthorized}URI "http://us%20er@host.test/" is excluded by constraint "host.test"`,
  'URIs of host.test excluded: "http://a@b@host.test/"': `${notAuthorized}URI "http://a%40b@host.test/" is excluded by constraint "host.test"`,
  'URIs of host.test excluded: "http://user:@host.test/"': `${notAuthorized}URI "http://user:@host.test/" is excluded by constraint "host.test"`,
  'URIs of host.test excluded: "http://@host.test/"': `${notAuthorized}URI "http://@host.test/" is excluded by constraint "host.test"`,
};

const lists: readonly (readonly [string, Words, readonly ChainCase[]])[] = [
  ['paths', paths, pathCases],
  ['algorithms and keys', algorithms, algorithmCases],
  ['name constraints', constraints, constraintCases],
  ['encodings', encodings, encodingCases],
  ['URIs', uris, uriCases],
];

describe('verifyChain says what Go says', () => {
  it.each(lists)('of %s', (_, words, cases) => {
    const asked = cases.filter(({ title }) => title in words);
    expect(Object.fromEntries(asked.map((each) => [each.title, ourChain(each)]))).toEqual(words);
  });
});

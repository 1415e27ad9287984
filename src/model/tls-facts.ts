import * as v from 'valibot';
import { leaf } from './fact.ts';
import { packedShape, type Packed } from './packed.ts';

/** The shapes of the observed fact groups about TLS. A leaf that is null does not exist in the versions that the server accepts. */

const rowShape = v.object({ version: v.string(), name: v.string(), id: v.number(), accepted: leaf(v.boolean()) });

/** `tls` (target, observed), as a rule sees it: every version and suite asked, with the answer. */
export const tlsShape = v.object({
  versions: v.array(v.object({ name: v.string(), id: v.number(), accepted: leaf(v.boolean()) })),
  suites: v.array(rowShape),
  exhaustive: v.boolean(), // suites were asked until all that are accepted were found, not only until the rules could decide
  negotiated: leaf(v.object({ version: v.string(), suite: v.string(), group: leaf(v.string()), alpn: v.string() })),
  preference: v.array(v.object({ version: v.string(), by: leaf(v.picklist(['server', 'client'])) })), // whose order decides; information only
});
type Rows = v.InferOutput<typeof tlsShape>;
/** … and as a report has it. */
export const tlsReportedShape = v.object({ ...tlsShape.entries, suites: v.array(packedShape) });
export type Tls = Omit<Rows, 'suites'> & { readonly suites: readonly Packed[] };

/** `key_exchange` (target, observed, full), as a rule sees it. */
export const keyExchangeShape = v.object({
  groups: v.array(rowShape), // named groups, TLS 1.3 and the highest version below it
  finite_field: v.array(v.object({ version: v.string(), suite: v.string(), bits: v.number(), prime: v.string() })), // prime: "ffdhe2048", "RFC 3526 group 14", '' for one of its own
  signatures: v.array(v.object({ version: v.string(), scheme: v.string() })), // with which the server signed
});
/** … and as a report has it. */
export const keyExchangeReportedShape = v.object({ ...keyExchangeShape.entries, groups: v.array(packedShape) });
export type KeyExchange = Omit<v.InferOutput<typeof keyExchangeShape>, 'groups'> & { readonly groups: readonly Packed[] };

const yesNo = leaf(v.nullable(v.boolean()));

/** `session` (target, observed, full): extensions, and what of a session outlives it. */
export const sessionShape = v.object({
  extended_master_secret: yesNo, // RFC 7627
  encrypt_then_mac: yesNo, // RFC 7366; null: no suite with CBC is accepted
  secure_renegotiation: yesNo, // RFC 5746
  compression: yesNo, // DEFLATE is chosen where it is offered
  session_ids: yesNo, // TLS 1.2 and less
  session_tickets: yesNo, // RFC 5077, and RFC 8446 section 4.6.1
  ticket_lifetime: leaf(v.nullable(v.number())), // seconds, the longest seen; null: there are no tickets
  early_data: leaf(v.nullable(v.number())), // bytes of TLS 1.3 early data that the server takes; 0: none
  alpn: v.array(v.object({ protocol: v.string(), accepted: leaf(v.boolean()) })),
  ocsp_stapling: yesNo,
  scts: leaf(v.number()), // in the handshake
  fallback_scsv: yesNo, // RFC 7507; null: there is no lower version to fall back to
});
export type Session = v.InferOutput<typeof sessionShape>;

/** `server_names` (target, observed, full): what the server makes of SNI. */
export const serverNamesShape = v.object({
  rows: v.array(
    v.object({
      name: v.string(), // '' for none
      kind: v.picklist(['configured', 'none', 'unknown']), // a scrape's own · no SNI · a name that no server has
      answer: leaf(v.picklist(['same', 'other', 'refused'])), // the certificate of the first name · another one · an alert
      how: v.string(), // of refused: "alert 112 unrecognized_name", else ''
      sha256: v.string(), // of the leaf, '' where none was seen
    }),
  ),
});
export type ServerNames = v.InferOutput<typeof serverNamesShape>;

/** One X.509 certificate (RFC 5280). Strings from the certificate are as found: whoever prints them escapes them. */
const certificateShape = v.object({
  subject: v.string(),
  issuer: v.string(),
  serial: v.string(),
  sha256: v.string(),
  notBefore: v.string(),
  notAfter: v.string(),
  dnsNames: v.array(v.string()),
  ipAddresses: v.array(v.string()),
  otherNames: v.array(v.string()), // "email:…", "uri:…", "other:…"
  namesLeftOut: v.exactOptional(v.number()), // of thousands of names, how many are not listed; absent: none
  hasSubjectAltName: v.boolean(),
  keyType: v.string(), // RSA, RSA-PSS, EC, Ed25519, Ed448, DSA, ML-DSA-65, SLH-DSA-SHA2-128s, … or the OID
  keyBits: leaf(v.number()), // RSA modulus, EC field size, 256 and 456 for Ed25519 and Ed448
  curve: v.string(), // P-256, … or '' where the key is not EC
  signatureAlgorithm: v.string(), // sha256WithRSAEncryption, ecdsa-with-SHA384, … or the OID
  signatureHash: leaf(v.string()), // SHA-1, SHA-256, MD5, … or '' where the algorithm has none of its own (Ed25519)
  isCa: v.boolean(),
  maxPathLength: v.nullable(v.number()), // of a CA; null: not limited
  selfSigned: v.boolean(), // subject is issuer and its own key verifies it
  keyUsage: v.array(v.string()), // digitalSignature, keyCertSign, …; empty where there is no extension
  extendedKeyUsage: v.array(v.string()), // serverAuth, clientAuth, … or OIDs
  permittedNames: v.array(v.string()), // name constraints: "dns:example.com", "ip:10.0.0.0/8", "email:…", "uri:…", "dirname:…"
  excludedNames: v.array(v.string()),
  mustStaple: v.boolean(), // TLS feature status_request, RFC 7633
  ocspServers: v.array(v.string()), // authorityInfoAccess
  issuerUrls: v.array(v.string()),
  crlUrls: v.array(v.string()),
  embeddedScts: v.number(), // RFC 6962 section 3.3
  subjectKeyId: v.string(),
  authorityKeyId: v.string(),
});
export type Certificate = v.InferOutput<typeof certificateShape>;

/** `certificate` (target, observed): what was served, by the server name that was sent ('' for none). */
export const certificateGroupShape = v.object({
  served: v.array(
    v.object({
      serverName: v.string(),
      leaf: leaf(certificateShape),
      chain: v.array(certificateShape), // as served, the leaf first
      chainDer: v.array(v.string()), // base64 of the same, for verification
      inOrder: leaf(v.boolean()), // each certificate is issued by the next
      path: v.array(v.number()), // indexes into chain: from the leaf to the last issuer that was served
      rootServed: leaf(v.boolean()), // a self-signed certificate is sent along, which no client needs (the leaf alone does not count)
      issuerMissing: v.string(), // the issuer of the path's last certificate, which was not served, '' where that is self-signed: a root, or a missing intermediate
    }),
  ),
});
export type CertificateGroup = v.InferOutput<typeof certificateGroupShape>;

const modeShape = v.picklist(['none', 'requested', 'any', 'verified-if-given', 'required', 'refused-at-http']);

/** `client_auth` (target, observed): whether TLS asks for a client certificate, what a client without one meets, and one whose certificate nobody issued. */
export const clientAuthShape = v.object({
  requested: leaf(v.boolean()), // a CertificateRequest was seen
  required: leaf(v.boolean()), // … and a client without certificate is refused, in TLS or by nginx's HTTP 400
  refusal: v.string(), // how: "alert 116 certificate_required", "HTTP 400 …", "connection closed", '' where not refused
  verified: leaf(v.boolean()), // a self-signed certificate made for this scan is refused; of a port that requests none, false
  mode: leaf(modeShape),
  unverified_response: v.exactOptional(v.object({ path: v.string(), status: leaf(v.number()), metrics: leaf(v.boolean()) })), // to the self-signed one, where it was accepted
  authorities: v.array(v.string()), // the CAs that the server names as acceptable: no evidence of anything
  versions: v.array(
    v.object({
      version: v.string(),
      mode: leaf(modeShape),
      refusal: v.string(), // of a client without certificate
      unverified_refusal: v.string(), // of the self-signed one
    }),
  ),
  presented: v.array(
    v.object({
      certificate: v.picklist(['client', 'wrong']), // --client-cert, --wrong-client-cert
      version: v.string(),
      accepted: leaf(v.boolean()),
      refusal: v.string(),
      status: leaf(v.number()), // HTTP status code of the answer
    }),
  ),
});
export type ClientAuth = v.InferOutput<typeof clientAuthShape>;
export type ClientAuthMode = v.InferOutput<typeof modeShape>;

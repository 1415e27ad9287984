import { certificate, dns, extension, ip, octets, seq, subjectAltName, tlv, utf8, name as nameOf } from '../x509/der.ts';
import { createCa, issue, type Ca, type Issued } from '../support/pki.ts';
import { fragmentsIn, messagesIn } from './framed.ts';
import { decrypted, recordHttp, recordTls } from './transcripts.ts';

/** What inputs are made of: what real servers send, recorded when the run begins. No key or certificate is ever kept. */
export interface Corpus {
  readonly flights: readonly (readonly Buffer[])[]; // handshake messages of servers of TLS 1.2 and less, ServerHello first
  readonly retries: readonly (readonly Buffer[])[]; // of TLS 1.3: a ServerHello or HelloRetryRequest alone
  readonly encrypted: readonly (readonly Buffer[])[]; // of TLS 1.3, after the ServerHello: EncryptedExtensions to Finished
  readonly recordings: readonly Buffer[]; // all that a server sent, records and all
  readonly certificates: readonly Buffer[]; // DER
  readonly responses: readonly Buffer[]; // HTTP
  readonly sslv2: readonly Buffer[]; // SERVER-HELLO, in a record
}

interface Material {
  readonly ca: Ca;
  readonly intermediate: Ca;
  readonly leaves: readonly Issued[];
}

async function material(): Promise<Material> {
  const ca = await createCa({ name: 'fuzz root' });
  const intermediate = await createCa({ name: 'fuzz intermediate', issuer: ca, pathLength: 0 });
  const options = {
    cn: 'exporter',
    dns: ['exporter.test', '*.exporter.test'],
    ip: ['127.0.0.1', '::1'],
    email: ['a@b.test'],
    uri: ['spiffe://a/b'],
  };
  const leaves = [await issue(intermediate, options), await issue(intermediate, { ...options, key: 'rsa2048' })];
  return { ca, intermediate, leaves };
}

const subtree = (tag: number, text: string): Buffer => seq(tlv(tag, Buffer.from(text)));

/** Extensions that certificate libraries do not write. */
function oddCertificates(): Buffer[] {
  const constraints = seq(
    tlv(0xa0, subtree(0x82, 'example.test'), subtree(0x81, '.test')),
    tlv(0xa1, seq(tlv(0x87, Buffer.from('0a000000ff000000', 'hex')))),
  );
  const access = seq(seq(tlv(0x06, Buffer.from('2b06010505073001', 'hex')), tlv(0x86, Buffer.from('http://ocsp.test/'))));
  const points = seq(seq(tlv(0xa0, tlv(0xa0, tlv(0x86, Buffer.from('http://crl.test/'))))));
  return [
    certificate(),
    certificate({
      extensions: [subjectAltName(dns('a.test'), ip(10, 0, 0, 1), tlv(0xa4, nameOf('d')), tlv(0x88, Buffer.from('2a03', 'hex')))],
    }),
    certificate({
      extensions: [extension('2.5.29.30', constraints, true), extension('1.3.6.1.5.5.7.1.1', access), extension('2.5.29.31', points)],
    }),
    certificate({
      extensions: [
        extension('1.3.6.1.5.5.7.1.24', Buffer.from('3003020105', 'hex')),
        extension('1.3.6.1.4.1.11129.2.4.2', octets(Buffer.alloc(60, 1))),
      ],
    }),
    certificate({
      extensions: [
        extension('2.5.29.32', seq(seq(tlv(0x06, Buffer.from('551d2000', 'hex'))))),
        extension('2.5.29.36', seq(tlv(0x80, Buffer.from([0])))),
      ],
    }),
    certificate({ subject: seq(tlv(0x31, seq(tlv(0x06, Buffer.from('550403', 'hex')), utf8('ü\u202e\u001b[31m')))) }),
  ];
}

const chainOf = ({ chainPem, keyPem }: Issued) => ({ cert: chainPem, key: keyPem });
const asks = (ca: Ca) => ({ requestCert: true, rejectUnauthorized: false, ca: ca.certPem });

async function recordings({ ca, leaves: [ec, rsa] }: Material) {
  if (!ec || !rsa) throw new Error('no certificates');
  const old = { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const;
  const below13 = await Promise.all([
    recordTls({ ...chainOf(ec), maxVersion: 'TLSv1.2' }, {}),
    recordTls({ ...chainOf(rsa), ...asks(ca), maxVersion: 'TLSv1.2' }, {}),
    recordTls({ ...chainOf(rsa), ...old, dhparam: 'auto' }, { ...old, maxVersion: 'TLSv1.2', ciphers: 'DHE-RSA-AES128-SHA:@SECLEVEL=0' }),
    recordTls({ ...chainOf(rsa), ...old }, { ...old, maxVersion: 'TLSv1.1', ciphers: 'AES128-SHA:@SECLEVEL=0' }),
  ]);
  const tls13 = await Promise.all(
    [chainOf(ec), { ...chainOf(rsa), ...asks(ca) }].map((server) =>
      recordTls({ ...server, ALPNProtocols: ['http/1.1'] }, { ciphers: 'TLS_AES_128_GCM_SHA256' }),
    ),
  );
  const retry = await recordTls({ ...chainOf(ec), ecdhCurve: 'P-384' }, { minVersion: 'TLSv1.3', ecdhCurve: 'X25519:P-384' });
  const refusal = await recordTls({ ...chainOf(ec), minVersion: 'TLSv1.3' }, { maxVersion: 'TLSv1.2' });
  return { below13, tls13, others: [retry, refusal] };
}

/** The handshake messages of a recording, up to the change of keys. */
function plainMessages(bytes: Buffer): Buffer[] {
  const fragments = fragmentsIn(bytes);
  const end = fragments.findIndex(({ type }) => type !== 22);
  return messagesIn(Buffer.concat(fragments.slice(0, end < 0 ? undefined : end).map(({ fragment }) => fragment)));
}

function sslv2Hello(der: Uint8Array): Buffer {
  const head = Buffer.from('0400010002000000060010', 'hex');
  head.writeUInt16BE(der.length, 5);
  const message = Buffer.concat([head, der, Buffer.from('010080020080', 'hex'), Buffer.alloc(16, 3)]);
  return Buffer.concat([Buffer.from([0x80 | (message.length >> 8), message.length & 0xff]), message]);
}

const exposition =
  '# HELP up Whether it is.\n# TYPE up gauge\nup 1\nx_build_info{version="1.2.3",goversion="go1.26.1"} 1\ngo_info{version="go1.26.1"} 1\n';

const httpResponses = async (): Promise<Buffer[]> => [
  await recordHttp((_request, response) => void response.setHeader('content-type', 'text/plain; version=0.0.4').end(exposition)),
  await recordHttp((_request, response) => {
    for (const line of exposition.split('\n')) response.write(`${line}\n`);
    response.end();
  }),
  await recordHttp((_request, response) => void response.writeHead(302, { location: 'https://other.test/' }).end()),
  await recordHttp((_request, response) => void response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end('no')),
  Buffer.from(
    'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n',
  ),
];

/** Starts a few servers on the loopback address, talks to each once, and stops them. */
export async function recordCorpus(): Promise<Corpus> {
  const made = await material();
  const { below13, tls13, others } = await recordings(made);
  const ders = [...made.leaves, made.intermediate, made.ca].map(({ der }) => Buffer.from(der));
  return {
    flights: below13.map(({ bytes }) => plainMessages(bytes)),
    retries: [...tls13, ...others.slice(0, 1)].map(({ bytes }) => plainMessages(bytes)),
    encrypted: await Promise.all(tls13.map(async (each) => messagesIn(await decrypted(each)))),
    recordings: [...below13, ...tls13, ...others].map(({ bytes }) => bytes),
    certificates: [...ders, ...oddCertificates()],
    responses: await httpResponses(),
    sslv2: [sslv2Hello(ders[0] ?? Buffer.alloc(0))],
  };
}

import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createCa, issue, selfSigned, type Issued } from '../../support/pki.ts';
import { run } from './run.ts';

/** Paths of PEM files: a chain, the leaf first, and its key as PKCS#8. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface PkiFiles {
  readonly ca: string; // that issued the client's certificate
  readonly rsa: Pair; // 2048 bits, by way of an intermediate
  readonly ec: Pair; // P-256
  readonly p384: Pair;
  readonly ed25519: Pair;
  readonly ecByRsa: Pair; // a P-256 key whose certificate an RSA key signed, for suites of static ECDH_RSA
  readonly dsa: Pair;
  readonly client: Pair;
  readonly stranger: Pair; // a client certificate of another CA
  readonly ocsp: string; // a response for `rsa`, in DER
  readonly primes: { readonly own1024: string; readonly modp2048: string; readonly ffdhe3072: string }; // of DH: one made here, RFC 3526, RFC 7919
}

const names = { cn: 'pgx', dns: ['pgx.db.svc', 'localhost'], ip: ['127.0.0.1'] } as const;

/** A DSA certificate: no library here makes one. */
async function dsa(dir: string): Promise<Pair> {
  const [params, key, cert] = ['dsa.params', 'dsa.key', 'dsa.pem'].map((file) => path.join(dir, file)) as [string, string, string];
  await run(['openssl', 'dsaparam', '-out', params, '2048']);
  await run([
    'openssl',
    'req',
    '-x509',
    '-newkey',
    `dsa:${params}`,
    '-noenc',
    '-keyout',
    key,
    '-out',
    cert,
    '-subj',
    '/CN=pgx',
    '-days',
    '30',
  ]);
  return { cert, key };
}

/** An OCSP response that says that the certificate is good, of the CA that issued it. */
async function ocspResponse(dir: string, leaf: Issued, ca: Issued): Promise<string> {
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(path.join(dir, name), text, { mode: 0o600 });
    return path.join(dir, name);
  };
  const issuer = await file('issuer.pem', ca.certPem);
  const key = await file('issuer.key', ca.keyPem);
  const certificate = await file('stapled.pem', leaf.certPem);
  const { serialNumber } = new X509Certificate(leaf.certPem);
  const index = await file('index.txt', `V\t491231235959Z\t\t${serialNumber}\tunknown\t/CN=pgx\n`);
  const [request, response] = [path.join(dir, 'ocsp.request'), path.join(dir, 'ocsp.response')];
  await run(['openssl', 'ocsp', '-issuer', issuer, '-cert', certificate, '-no_nonce', '-reqout', request]);
  await run([
    'openssl',
    'ocsp',
    '-index',
    index,
    '-CA',
    issuer,
    '-rsigner',
    issuer,
    '-rkey',
    key,
    '-ndays',
    '7',
    '-reqin',
    request,
    '-respout',
    response,
  ]);
  return response;
}

/** Files of DH parameters. The own ones are DSA's, which are found at once. */
async function primes(dir: string): Promise<PkiFiles['primes']> {
  const own1024 = path.join(dir, 'own1024.pem');
  await run(['openssl', 'dhparam', '-dsaparam', '-out', own1024, '1024']);
  const named = async (file: string, group: string): Promise<string> => {
    const out = path.join(dir, `${file}.pem`);
    await run(['openssl', 'genpkey', '-genparam', '-algorithm', 'DH', '-pkeyopt', `group:${group}`, '-out', out]);
    return out;
  };
  return { own1024, modp2048: await named('modp2048', 'modp_2048'), ffdhe3072: await named('ffdhe3072', 'ffdhe3072') };
}

export async function writePki(dir: string): Promise<PkiFiles> {
  const write = async (name: string, { chainPem, keyPem }: Issued): Promise<Pair> => {
    const pair = { cert: path.join(dir, `${name}.pem`), key: path.join(dir, `${name}.key`) };
    await writeFile(pair.cert, chainPem);
    await writeFile(pair.key, keyPem, { mode: 0o600 });
    return pair;
  };
  const root = await createCa({ name: 'root', key: 'rsa2048' });
  const intermediate = await createCa({ name: 'intermediate', issuer: root });
  const clients = await createCa({ name: 'clients' });
  const strangers = await createCa({ name: 'strangers' });
  const ca = path.join(dir, 'clients-ca.pem');
  await writeFile(ca, clients.certPem);
  const rsa = await issue(intermediate, { ...names, key: 'rsa2048' });
  return {
    ca,
    rsa: await write('rsa', rsa),
    ocsp: await ocspResponse(dir, rsa, intermediate),
    ec: await write('ec', await issue(intermediate, names)),
    p384: await write('p384', await issue(intermediate, { ...names, key: 'p384' })),
    ed25519: await write('ed25519', await selfSigned({ ...names, key: 'ed25519' })),
    ecByRsa: await write('ec-by-rsa', await issue(root, names)),
    dsa: await dsa(dir),
    client: await write('client', await issue(clients, { cn: 'prometheus', eku: ['clientAuth'] })),
    stranger: await write('stranger', await issue(strangers, { cn: 'stranger', eku: ['clientAuth'] })),
    primes: await primes(dir),
  };
}

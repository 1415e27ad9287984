import type { Pair } from '../support/pki-files.ts';
import type { Place, ServerSpec } from '../support/server.ts';

/** openssl s_server of OpenSSL 3.0, which serves a page about the connection. */

interface Variant extends Omit<ServerSpec, 'name' | 'command'> {
  readonly pair?: (place: Place) => Pair;
  readonly args?: (place: Place) => readonly string[];
}

const spec = (name: string, { pair = ({ pki }) => pki.rsa, args = () => [], ...rest }: Variant = {}): ServerSpec => ({
  name: `OpenSSL 3.0: ${name}`,
  ...rest,
  command: (place) => {
    const { cert, key } = pair(place);
    const accept = ['-accept', `127.0.0.1:${place.port}`, '-www', '-quiet'];
    return { argv: ['openssl', 's_server', ...accept, '-cert', cert, '-cert_chain', cert, '-key', key, ...args(place)] };
  },
});

const everySuite = ['-cipher', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'];
const every13 = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_128_CCM_SHA256',
  'TLS_AES_128_CCM_8_SHA256',
];
const psk = ['-psk', '00112233445566778899aabbccddeeff'];
const second = ({ cert, key }: Pair): string[] => ['-dcert', cert, '-dkey', key];

export const opensslServers: readonly ServerSpec[] = [
  spec('default', { quick: true, testssl: true }),
  spec('every suite', { args: () => [...everySuite, '-ciphersuites', every13.join(':'), ...psk] }),
  spec('every suite with RSA and ECDSA', { testssl: true, args: ({ pki }) => [...everySuite, ...second(pki.ec)] }),
  spec('every suite with RSA and DSA', { args: ({ pki }) => [...everySuite, '-no_tls1_3', ...second(pki.dsa)] }),
  spec('TLS 1.0 only', { args: () => ['-tls1', '-cipher', 'DEFAULT:@SECLEVEL=0'] }),
  spec('TLS 1.3 only', { args: () => ['-tls1_3'] }),
  spec('TLS 1.3 and 1.0 with a hole between', {
    testssl: true,
    args: () => ['-no_tls1_2', '-no_tls1_1', '-cipher', 'DEFAULT:@SECLEVEL=0'],
  }),
  spec('OCSP stapling', { args: ({ pki }) => ['-status_file', pki.ocsp] }),
  spec('ECDSA', { pair: ({ pki }) => pki.ec }),
  spec('ECDSA P-384', { pair: ({ pki }) => pki.p384 }),
  spec('Ed25519', { pair: ({ pki }) => pki.ed25519 }),
  spec('groups of every kind', { testssl: true, args: () => ['-groups', 'X448:P-521:brainpoolP512r1:secp256k1:ffdhe2048:ffdhe8192'] }),
  ...(['own1024', 'modp2048', 'ffdhe3072'] as const).map((prime) =>
    spec(`DHE with ${prime}`, {
      ...(prime === 'own1024' && { testssl: true }),
      args: ({ pki }) => ['-cipher', 'DHE:@SECLEVEL=0', '-no_tls1_3', '-dhparam', pki.primes[prime]],
    }),
  ),
  spec('DHE with a prime for the key', { args: () => ['-cipher', 'DHE', '-no_tls1_3'] }),
  spec('-verify', { clientAuth: 'requested', args: () => ['-verify', '1'] }),
  spec('-Verify', { clientAuth: 'any', args: () => ['-Verify', '1'] }),
  spec('-Verify with a CA', {
    testssl: true,
    clientAuth: 'required',
    args: ({ pki }) => ['-Verify', '2', '-verify_return_error', '-CAfile', pki.ca],
  }),
  spec('-verify with a CA', {
    clientAuth: 'verified-if-given',
    args: ({ pki }) => ['-verify', '2', '-verify_return_error', '-CAfile', pki.ca],
  }),
];

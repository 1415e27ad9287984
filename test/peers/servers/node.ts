import { fileURLToPath } from 'node:url';
import { installed } from '../support/installed.ts';
import type { Place, ServerSpec } from '../support/server.ts';

/** Releases of Node, for the OpenSSL that is built into them. */

const source = fileURLToPath(new URL('metrics-server.cjs', import.meta.url));

interface Variant extends Omit<ServerSpec, 'name' | 'command'> {
  readonly flags?: readonly string[];
  readonly tls?: (place: Place) => object; // options of tls.createServer; cert and key as paths
}

const spec = (release: string, name: string, { flags = [], tls = () => ({}), ...rest }: Variant = {}): ServerSpec => ({
  name: `Node ${release}: ${name}`,
  ...rest,
  command: (place) => {
    const options = { ...place.pki.rsa, ...tls(place) };
    return { argv: [installed.program(`node-${release}`), ...flags, source, String(place.port), JSON.stringify(options)] };
  },
});

const legacy = { secureProtocol: 'SSLv23_method', ciphers: 'ALL:COMPLEMENTOFALL' };
const current = '24.21.0';
const groups = ['X25519MLKEM768', 'SecP256r1MLKEM768', 'SecP384r1MLKEM1024', 'x25519', 'secp256r1', 'x448', 'ffdhe2048'];
const openssl = ['X25519MLKEM768', 'SecP256r1MLKEM768', 'SecP384r1MLKEM1024', 'X25519', 'P-256', 'X448', 'ffdhe2048'];

export const nodeServers: readonly ServerSpec[] = [
  spec('0.10.42', 'SSLv2, SSLv3 and every suite', {
    testssl: true,
    quick: true,
    flags: ['--enable-ssl2', '--enable-ssl3'],
    tls: () => legacy,
  }),
  spec('0.10.48', 'SSLv3 and every suite', { flags: ['--enable-ssl3'], tls: () => legacy }),
  spec('0.10.48', 'default'),
  spec(current, 'default', {
    quick: true,
    speaks: { groups13: ['X25519MLKEM768', 'x25519', 'secp256r1', 'x448', 'secp384r1', 'secp521r1', 'ffdhe2048', 'ffdhe3072'] },
  }),
  spec(current, 'post-quantum groups only', {
    testssl: true,
    tls: () => ({ ecdhCurve: openssl.slice(0, 3).join(':') }),
    speaks: { groups13: groups.slice(0, 3) },
  }),
  spec(current, 'groups of every kind', { tls: () => ({ ecdhCurve: openssl.join(':') }), speaks: { groups13: groups } }),
  spec(current, 'every suite', { tls: () => ({ minVersion: 'TLSv1', ciphers: 'ALL:COMPLEMENTOFALL:@SECLEVEL=0' }) }),
  spec(current, 'a client certificate of a CA', {
    clientAuth: 'required',
    tls: ({ pki }) => ({ ca: pki.ca, requestCert: true, rejectUnauthorized: true }),
  }),
  spec(current, 'a client certificate requested', {
    clientAuth: 'requested',
    tls: () => ({ requestCert: true, rejectUnauthorized: false }),
  }),
];

import type { ServerSpec } from '../support/server.ts';

/** gnutls-serv of GnuTLS 3.7, which serves a page about the connection. */

const spec = (
  name: string,
  rest: Omit<ServerSpec, 'name' | 'command'> = {},
  more: (ca: string) => readonly string[] = () => [],
): ServerSpec => ({
  name: `GnuTLS 3.7: ${name}`,
  ...rest,
  command: ({ port, pki }) => ({
    argv: ['gnutls-serv', '--http', `--port=${port}`, `--x509certfile=${pki.rsa.cert}`, `--x509keyfile=${pki.rsa.key}`, ...more(pki.ca)],
  }),
});

const legacy = [
  'NONE:+VERS-TLS1.3:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0:+CTYPE-X509:+SIGN-ALL:+COMP-NULL:+MAC-ALL:+MD5:+GROUP-ALL',
  'AES-128-GCM:+AES-256-GCM:+AES-128-CCM:+AES-256-CCM:+CHACHA20-POLY1305:+AES-128-CBC:+AES-256-CBC:+CAMELLIA-128-CBC',
  'CAMELLIA-256-GCM:+3DES-CBC:+ARCFOUR-128:+NULL:+ECDHE-RSA:+DHE-RSA:+RSA:+ANON-DH:+ANON-ECDH',
].join(':+');

const priority = (text: string) => () => [`--priority=${text}`];

export const gnutlsServers: readonly ServerSpec[] = [
  spec('default', { testssl: true, quick: true, clientAuth: 'requested' }),
  spec('no certificate requested', {}, () => ['--disable-client-cert']),
  spec('old versions, old and anonymous suites', {}, () => [`--priority=${legacy}:%COMPAT`, '--disable-client-cert']),
  spec('finite-field groups', { testssl: true }, () => [
    '--priority=NORMAL:-GROUP-ALL:+GROUP-FFDHE2048:+GROUP-FFDHE4096',
    '--disable-client-cert',
  ]),
  spec('TLS 1.2 only', { clientAuth: 'requested' }, priority('NORMAL:-VERS-ALL:+VERS-TLS1.2')),
  spec('any client certificate', { clientAuth: 'any' }, () => ['--require-client-cert']),
  spec('a client certificate of a CA', { clientAuth: 'required' }, (ca) => [
    '--require-client-cert',
    '--verify-client-cert',
    `--x509cafile=${ca}`,
  ]),
];

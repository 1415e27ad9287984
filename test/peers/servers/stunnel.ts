import type { Place, ServerSpec } from '../support/server.ts';

/** stunnel 5.68 with OpenSSL 3.0, before a program that answers every request with metrics. */

const answer =
  String.raw`while read line; do line=$(printf %s "$line" | tr -d "\\r"); [ -n "$line" ] || break; done; ` +
  String.raw`printf "HTTP/1.0 200 OK\\r\\nContent-Type: text/plain; version=0.0.4\\r\\n\\r\\n# TYPE up gauge\\nup 1\\n"`;

const spec = (
  name: string,
  rest: Omit<ServerSpec, 'name' | 'command'> = {},
  options: (place: Place) => readonly string[] = () => [],
): ServerSpec => ({
  name: `stunnel 5.68: ${name}`,
  ...rest,
  command: (place) => {
    const { port, pki, file } = place;
    const script = file('answer.sh', `${answer}\n`);
    const lines = [
      'foreground = yes',
      'pid =',
      '[metrics]',
      `accept = 127.0.0.1:${port}`,
      `cert = ${pki.rsa.cert}`,
      `key = ${pki.rsa.key}`,
    ];
    return {
      argv: ['stunnel4', file('stunnel.conf', [...lines, 'exec = /bin/sh', `execArgs = sh ${script}`, ...options(place), ''].join('\n'))],
    };
  },
});

export const stunnelServers: readonly ServerSpec[] = [
  spec('default', { testssl: true, quick: true }),
  spec('TLS 1.0 to 1.2, every suite', {}, () => [
    'securityLevel = 0',
    'sslVersionMin = TLSv1',
    'sslVersionMax = TLSv1.2',
    'ciphers = ALL:COMPLEMENTOFALL',
  ]),
  spec('verifyChain', { clientAuth: 'required' }, ({ pki }) => ['verifyChain = yes', `CAfile = ${pki.ca}`]),
  spec('verify = 0', { clientAuth: 'requested' }, () => ['verify = 0']),
  spec('verify = 1', { clientAuth: 'verified-if-given' }, ({ pki }) => ['verify = 1', `CAfile = ${pki.ca}`]),
  spec('verify = 2', { clientAuth: 'required' }, ({ pki }) => ['verify = 2', `CAfile = ${pki.ca}`]),
];

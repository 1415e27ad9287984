import { fileURLToPath } from 'node:url';
import type { Place, ServerSpec } from '../support/server.ts';

/** Java's JSSE, below the JDK's HTTPS server. */

const source = fileURLToPath(new URL('Metrics.java', import.meta.url));

/** What java.security disables since 2015 and before: SSLv3, RC4, DES, EXPORT, NULL, anonymous, small keys. */
const nothingDisabled = ['jdk.tls.disabledAlgorithms', 'jdk.tls.legacyAlgorithms', 'jdk.certpath.disabledAlgorithms']
  .map((name) => `${name}=\n`)
  .join('');

interface Variant extends Omit<ServerSpec, 'name' | 'command'> {
  readonly enabled: 'all' | 'default';
  readonly client?: 'none' | 'want' | 'need';
}

/** Converts PEM files as the JDK wants them, then becomes the server. */
const script = `set -e
source=$1 port=$2 enabled=$3 client=$4 ca=$5; shift 5
names=
for pair in "$@"; do
  openssl pkcs12 -export -in "\${pair%%,*}" -inkey "\${pair#*,}" -name "n$#" -out "one.p12" -passout pass:changeit
  keytool -importkeystore -noprompt -srckeystore one.p12 -srcstorepass changeit -destkeystore keys.p12 -deststoretype PKCS12 -deststorepass changeit -srcalias "n$#" -destalias "n\${pair##*/}" >/dev/null 2>&1
done
keytool -importcert -noprompt -alias ca -file "$ca" -keystore trust.p12 -storetype PKCS12 -storepass changeit >/dev/null 2>&1
exec java -Djava.security.properties=overrides "$source" "$port" keys.p12 trust.p12 "$enabled" "$client"
`;

const spec = (name: string, { enabled, client = 'none', ...rest }: Variant): ServerSpec => ({
  name: `JSSE: ${name}`,
  ...rest,
  command: ({ port, pki, file, dir }: Place) => {
    file('overrides', enabled === 'all' ? nothingDisabled : '');
    const pairs = (enabled === 'all' ? [pki.rsa, pki.ec, pki.dsa, pki.ecByRsa] : [pki.rsa]).map(({ cert, key }) => `${cert},${key}`);
    const shell = `cd "${dir}"; . ./start.sh`;
    file('start.sh', script);
    return { argv: ['bash', '-c', shell, 'bash', source, String(port), enabled, client, pki.ca, ...pairs] };
  },
});

export const jsseServers: readonly ServerSpec[] = [
  spec('nothing disabled', { enabled: 'all', quick: true }),
  spec('default', { testssl: true, enabled: 'default' }),
  spec('wants a client certificate', { enabled: 'default', client: 'want', clientAuth: 'verified-if-given' }),
  spec('needs a client certificate', { enabled: 'default', client: 'need', clientAuth: 'required' }),
];

import { installed } from '../support/installed.ts';
import type { Pair } from '../support/pki-files.ts';
import type { Place, ServerSpec } from '../support/server.ts';

/** Exporters with a web configuration file of exporter-toolkit. */

interface Exporter {
  readonly name: string;
  readonly program: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The collectors cost a scrape what TLS does not. */
const quiet = ['--collector.disable-defaults', '--collector.time', '--log.level=error'];

const debianNode: Exporter = { name: 'Go 1.19, node_exporter of Debian', program: 'prometheus-node-exporter', args: quiet };
const debianPostgres: Exporter = {
  name: 'Go 1.19, postgres_exporter of Debian',
  program: 'prometheus-postgres-exporter',
  env: { DATA_SOURCE_NAME: 'postgresql://nobody@127.0.0.1:1/postgres?sslmode=disable' },
};
const currentNode: Exporter = { name: 'Go 1.26, node_exporter 1.12.1', program: installed.program('node_exporter'), args: quiet };
const olderDefaults: Exporter = {
  ...currentNode,
  name: 'Go 1.26 with the defaults of 1.21',
  program: installed.program('node_exporter-go1.21-defaults'),
};
const prometheus: Exporter = { name: 'Go 1.26, Prometheus 3.16', program: installed.program('prometheus') };

type Settings = (place: Place) => readonly string[]; // lines of tls_server_config beside the certificate

const webConfig = (
  { pki, file }: Place,
  { pair = pki.rsa, settings, http = [] }: { pair?: Pair; settings: readonly string[]; http?: readonly string[] },
) =>
  file(
    'web.yml',
    [
      'tls_server_config:',
      ...[`cert_file: ${pair.cert}`, `key_file: ${pair.key}`, ...settings].map((line) => `  ${line}`),
      ...(http.length > 0 ? ['http_server_config:', ...http.map((line) => `  ${line}`)] : []),
      '',
    ].join('\n'),
  );

interface Variant extends Pick<ServerSpec, 'quick' | 'testssl' | 'clientAuth' | 'speaks'> {
  readonly as?: string; // how it differs from the default
  readonly pair?: (place: Place) => Pair;
  readonly settings?: Settings;
  readonly http?: readonly string[];
  readonly godebug?: string;
}

function spec(exporter: Exporter, { as = 'default', pair, settings = () => [], http = [], godebug, ...rest }: Variant = {}): ServerSpec {
  const env = { ...exporter.env, ...(godebug !== undefined && { GODEBUG: godebug }) };
  const argv = (place: Place): readonly string[] => {
    const config = webConfig(place, { settings: settings(place), http, ...(pair && { pair: pair(place) }) });
    const own =
      exporter === prometheus ? [`--config.file=${place.file('prometheus.yml', '')}`, `--storage.tsdb.path=${place.dir}/data`] : [];
    return [
      exporter.program,
      ...(exporter.args ?? []),
      ...own,
      `--web.listen-address=127.0.0.1:${place.port}`,
      `--web.config.file=${config}`,
    ];
  };
  return { name: `${exporter.name}: ${as}`, ...rest, command: (place) => ({ argv: argv(place), env }) };
}

/** With exporter-toolkit's names of crypto/tls.ClientAuthType. */
const clientAuth = (exporter: Exporter, type: string, mode: NonNullable<ServerSpec['clientAuth']>): ServerSpec =>
  spec(exporter, {
    as: type,
    ...(mode === 'required' && { testssl: true }),
    clientAuth: mode,
    settings: ({ pki }) => [`client_auth_type: ${type}`, ...(/Verify/.test(type) ? [`client_ca_file: ${pki.ca}`] : [])],
  });

const modes = [
  ['RequestClientCert', 'requested'],
  ['RequireAnyClientCert', 'any'],
  ['VerifyClientCertIfGiven', 'verified-if-given'],
  ['RequireAndVerifyClientCert', 'required'],
] as const;

const postQuantum = ['X25519MLKEM768', 'SecP256r1MLKEM768', 'SecP384r1MLKEM1024'];
const classic = ['x25519', 'secp256r1', 'secp384r1', 'secp521r1'];

export const debianDefault = spec(debianNode, { quick: true, testssl: true, speaks: { groups13: classic } });

export const goServers: readonly ServerSpec[] = [
  debianDefault,
  spec(debianNode, { as: 'ECDSA', testssl: true, pair: ({ pki }) => pki.ec }),
  spec(debianNode, { as: 'TLS 1.0 to 1.2', settings: () => ['min_version: TLS10', 'max_version: TLS12'] }),
  spec(debianNode, {
    as: 'two suites, one curve',
    settings: () => [
      'cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_RSA_WITH_AES_256_CBC_SHA]',
      'curve_preferences: [CurveP384]',
    ],
  }),
  spec(debianNode, { as: 'TLS 1.3 only, Ed25519', pair: ({ pki }) => pki.ed25519, settings: () => ['min_version: TLS13'] }),
  ...modes.map(([type, mode]) => clientAuth(debianNode, type, mode)),
  spec(debianPostgres),
  spec(currentNode, { quick: true, testssl: true, speaks: { groups13: [...postQuantum, ...classic] } }),
  spec(currentNode, {
    as: 'GODEBUG of old suites and no ML-KEM',
    testssl: true,
    godebug: 'tls10server=1,tls3des=1,tlsrsakex=1,tlsmlkem=0,tlssecpmlkem=0',
    settings: () => ['min_version: TLS10'],
    speaks: { groups13: classic },
  }),
  spec(currentNode, { as: 'GODEBUG tlssecpmlkem=0', godebug: 'tlssecpmlkem=0', speaks: { groups13: ['X25519MLKEM768', ...classic] } }),
  spec(currentNode, {
    as: 'HTTP/1.1, one suite, P-256',
    http: ['http2: false'],
    settings: () => ['cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA]', 'curve_preferences: [CurveP256]'],
    speaks: { groups13: ['secp256r1'] },
  }),
  ...modes.map(([type, mode]) => clientAuth(currentNode, type, mode)),
  spec(olderDefaults, { speaks: { groups13: classic } }),
  spec(prometheus, { speaks: { groups13: [...postQuantum, ...classic] } }),
  clientAuth(prometheus, 'RequireAndVerifyClientCert', 'required'),
];

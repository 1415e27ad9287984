import { nodeGo119, nodeGo126, webConfig } from '../fixtures/exporters.ts';
import { type Material, serverCertificate, type ServerCertificate } from './material.ts';
import type { Server } from './server.ts';

/** exporter-toolkit's servers: node_exporter built with a current Go, and with Debian's Go 1.19. */
const quiet = ['--collector.disable-defaults', '--collector.loadavg'];
const listen = (port: number): string => `--web.listen-address=$(POD_IP):${port}`;
const withConfig = '--web.config.file=/etc/server/web-config.yml';

interface Toolkit {
  readonly certificate?: ServerCertificate; // default good
  readonly tls?: object; // more of tls_server_config
  readonly config?: object; // more of the web-config
}

export const plaintext = (name: string, more: Partial<Server> = {}): Server => ({
  name,
  image: nodeGo126.image,
  ports: { metrics: 9100 },
  args: [listen(9100), ...quiet],
  ...more,
});

function files({ certificate = 'good', tls = {}, config = {} }: Toolkit, name: string) {
  return async (material: Material, ip: string): Promise<Record<string, string>> => {
    const issued = await serverCertificate(certificate, material, { name, ip });
    return { ...webConfig(issued, tls, config), 'client-ca.crt': material.clients.certPem };
  };
}

const tls = (name: string, toolkit: Toolkit, more: Partial<Server> = {}): Server =>
  plaintext(name, { args: [listen(9100), ...quiet, withConfig], files: files(toolkit, name), ...more });

const ofCertificate = (certificate: ServerCertificate): Server => tls(certificate, { certificate });

/** bcrypt of "test", from Prometheus' guide to basic authentication. */
const users = { basic_auth_users: { admin: '$2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay' } };

export const clientAuthTypes = [
  'RequestClientCert',
  'RequireAnyClientCert',
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
] as const;
export type ClientAuthType = (typeof clientAuthTypes)[number];
export const onlyVersions = { tls12: { max_version: 'TLS12' }, tls13: { min_version: 'TLS13' } } as const;
export type OnlyVersion = keyof typeof onlyVersions;

export const mutualName = (version: OnlyVersion, type: ClientAuthType): string =>
  `${version}-${type.toLowerCase().replace('clientcert', '')}`;

const mutual = (version: OnlyVersion, type: ClientAuthType): Server =>
  tls(mutualName(version, type), { tls: { ...onlyVersions[version], client_auth_type: type, client_ca_file: 'client-ca.crt' } });

const verifies = { client_auth_type: 'RequireAndVerifyClientCert', client_ca_file: 'client-ca.crt' };
const go119 = { image: nodeGo119.image };
const versions = Object.keys(onlyVersions) as OnlyVersion[];

const certificates: ServerCertificate[] = [
  'good',
  'ip-san',
  'other-ip-san',
  'cn-only',
  'cn-and-san',
  'wrong-name',
  'wildcard',
  'expired',
  'not-yet-valid',
  'self-signed',
  'other-ca',
  'intermediate',
  'missing-intermediate',
  'sha-1',
  'rsa-1024',
  'rsa-2048',
  'client-only',
  'no-usage',
];

export const toolkitServers: readonly Server[] = [
  ...['plain', 'plain-too', 'plain-three'].map((name) => plaintext(name)),
  plaintext('plain-go119', go119),
  plaintext('trio', { kind: 'StatefulSet', replicas: 3, labels: { tier: 'three' } }),
  ...certificates.map(ofCertificate),
  ...versions.flatMap((version) => clientAuthTypes.map((type) => mutual(version, type))),
  tls('allowed-sans', { tls: { ...verifies, ...onlyVersions.tls12, client_allowed_sans: ['prometheus.example.svc'] } }),
  tls('go119', { certificate: 'rsa-2048' }, go119),
  ...versions.map((version) => tls(`go119-${version}-mutual`, { tls: { ...verifies, ...onlyVersions[version] } }, go119)),
  tls('min-tls13', { tls: { min_version: 'TLS13' } }),
  tls('max-tls12', { tls: { max_version: 'TLS12' } }),
  tls('max-tls11', { tls: { min_version: 'TLS10', max_version: 'TLS11' }, config: { http_server_config: { http2: false } } }),
  tls('max-tls11-h2', { tls: { min_version: 'TLS10', max_version: 'TLS11' } }),
  tls('login', { config: users }),
  plaintext('login-plain', {
    args: [listen(9100), ...quiet, withConfig],
    files: async () => ({ 'web-config.yml': JSON.stringify(users) }),
  }),
  plaintext('rate-limit', {
    args: [listen(9100), ...quiet, withConfig],
    files: async () => ({ 'web-config.yml': JSON.stringify({ rate_limit: { interval: '1s', burst: 1 } }) }),
  }),
];

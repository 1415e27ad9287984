import { type ClientCertificate, serverName } from './material.ts';
import { ca, clientCertificate, https, often, type Scenario, scrape } from './scenario.ts';
import { type ClientAuthType, clientAuthTypes, mutualName, type OnlyVersion, onlyVersions } from './toolkit-servers.ts';

/** client_auth_type × TLS version × what the monitor presents. */

type Presented = ClientCertificate | 'none';
const tlsConfig = (presented: Presented, endpoint: object = often) =>
  https(presented === 'none' ? {} : clientCertificate(presented), endpoint);

/** What a Go 1.26 server says, by what is presented. */
const refusals = { 'other-ca': 'tls: unknown certificate authority', expired: 'tls: expired certificate' } as const;
const missing = { tls12: 'tls: handshake failure', tls13: 'tls: certificate required' } as const;

function outcome(version: OnlyVersion, type: ClientAuthType, presented: Presented): string {
  if (presented === 'right' || type === 'RequestClientCert') return 'up';
  if (presented === 'none') return type.startsWith('Require') ? missing[version] : 'up';
  if (type === 'RequireAnyClientCert') return 'up';
  return refusals[presented as keyof typeof refusals];
}

const matrix = (Object.keys(onlyVersions) as OnlyVersion[]).flatMap((version) =>
  clientAuthTypes.flatMap((type) =>
    (['none', 'right', 'other-ca', 'expired'] as const).map((presented) => {
      const server = mutualName(version, type);
      const is = outcome(version, type, presented);
      return scrape(`${server}-${presented}`, server, tlsConfig(presented, is === 'up' ? {} : often), is);
    }),
  ),
);

/** Go 1.19 has one alert for all of it. */
const go119 = (['tls12', 'tls13'] as const).flatMap((version) =>
  (['none', 'right', 'other-ca', 'expired'] as const).map((presented) =>
    scrape(
      `go119-${version}-${presented}`,
      `go119-${version}-mutual`,
      tlsConfig(presented),
      presented === 'right' ? 'up' : 'tls: bad certificate',
    ),
  ),
);

const mutual = 'requireandverify';

export const clientCertificateScenarios: readonly Scenario[] = [
  ...matrix,
  ...go119,
  scrape('server-only-tls12', `tls12-${mutual}`, tlsConfig('server-only'), 'tls: bad certificate'),
  scrape('server-only-tls13', `tls13-${mutual}`, tlsConfig('server-only'), 'tls: bad certificate'),
  scrape('self-signed-tls12', `tls12-${mutual}`, tlsConfig('self-signed'), 'tls: unknown certificate authority'),
  scrape('self-signed-tls13', `tls13-${mutual}`, tlsConfig('self-signed'), 'tls: unknown certificate authority'),
  scrape('skip-verify-without-certificate', `tls12-${mutual}`, https({ insecureSkipVerify: true }), 'tls: handshake failure'),
  scrape('http1-without-certificate', `tls13-${mutual}`, https({}, { ...often, enableHttp2: false }), 'tls: certificate required'),
  scrape('server-certificate-first', `tls12-${mutual}`, https({ serverName: 'wrong.example.svc' }), 'not wrong.example.svc'),
  scrape('allowed-sans-right', 'allowed-sans', tlsConfig('right'), 'up'),
  scrape('allowed-sans-stranger', 'allowed-sans', tlsConfig('stranger'), 'tls: bad certificate'),
  scrape('http-on-mutual', `tls12-${mutual}`, {}, 'server returned HTTP status 400 Bad Request'),
  ...(['none', 'right', 'other-ca'] as const).map((presented) => {
    const tls = { ca, serverName, ...(presented !== 'none' && clientCertificate(presented)) };
    const is = presented === 'right' ? 'up' : 'server returned HTTP status 400 Bad Request';
    return scrape(`nginx-mutual-${presented}`, 'nginx', { scheme: 'https', port: 'https-mutual', tlsConfig: tls }, is);
  }),
];

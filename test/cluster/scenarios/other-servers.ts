import { nodeGo126 } from '../fixtures/exporters.ts';
import { type Material, namespace, serverCertificate } from './material.ts';
import type { Server } from './server.ts';
import { plaintext } from './toolkit-servers.ts';

/** Servers that no exporter-toolkit is, and pods and Services of particular shapes. */

const metrics = '# TYPE up gauge\nup 1\n';
const text = (body: string): string => `"${body.replaceAll('\n', '\\n')}"`;

/** nginx answers differently on each port: the port's name tells how. */
const habits: Readonly<Record<string, { readonly port: number; readonly config: string; readonly tls?: boolean }>> = {
  metrics: { port: 8080, config: `default_type text/plain; return 200 ${text(metrics)};` },
  unauthorized: { port: 8081, config: `add_header WWW-Authenticate 'Bearer realm="x"' always; return 401;` },
  forbidden: { port: 8082, config: 'return 403;' },
  'not-found': { port: 8083, config: 'return 404;' },
  'internal-error': { port: 8084, config: 'return 500;' },
  unavailable: { port: 8085, config: 'return 503;' },
  'too-many': { port: 8086, config: 'return 429;' },
  redirect: { port: 8087, config: 'return 302 http://POD_IP:8080/metrics;' },
  'redirect-loop': { port: 8088, config: 'return 301 http://POD_IP:8088/metrics;' },
  'redirect-tls': { port: 8089, config: 'return 302 https://POD_IP:8443/metrics;' },
  landing: { port: 8090, config: 'default_type text/html; return 200 "<html><a href=/metrics>Metrics</a></html>";' },
  garbage: { port: 8091, config: 'default_type text/plain; return 200 "this is no exposition\\n";' },
  empty: { port: 8092, config: 'default_type text/plain; return 200 "";' },
  closes: { port: 8093, config: 'return 444;' },
  'no-type': { port: 8094, config: `default_type ""; return 200 ${text(metrics)};` },
  'no-content': { port: 8095, config: 'return 204;' },
  'json-type': { port: 8096, config: `default_type application/json; return 200 ${text(metrics)};` },
  slow: { port: 8097, config: `default_type text/plain; limit_rate 1; alias FOLDER/metrics;` },
  'html-type': { port: 8098, config: `default_type "text/html; charset=UTF-8"; return 200 ${text(metrics)};` },
  https: { port: 8443, tls: true, config: `default_type text/plain; return 200 ${text(metrics)};` },
  'https-mutual': { port: 8444, tls: true, config: `default_type text/plain; return 200 ${text(metrics)};` },
  'https-login': { port: 8445, tls: true, config: `add_header WWW-Authenticate 'Bearer' always; return 401;` },
  'https-redirect': { port: 8446, tls: true, config: 'return 302 http://POD_IP:8080/metrics;' },
};

function nginxServer([name, { port, config, tls }]: [string, (typeof habits)[string]]): string {
  const mutual = name === 'https-mutual' ? 'ssl_verify_client on; ssl_client_certificate client-ca.crt;' : '';
  return `server { listen POD_IP:${port}${tls ? ' ssl' : ''}; ${mutual} location /metrics { ${config} } }`;
}

const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${kind};`).join(' ');
const nginxConfig = `user root; daemon off; master_process off; pid nginx.pid; error_log stderr; events {}
http {
  ${temporary} access_log off; ssl_certificate tls.crt; ssl_certificate_key tls.key; ssl_protocols TLSv1.2 TLSv1.3;
  ${Object.entries(habits).map(nginxServer).join('\n  ')}
}`;

const pair = (name: string) => async (material: Material, ip: string) => {
  const issued = await serverCertificate('ip-san', material, { name, ip });
  return { 'tls.crt': issued.chainPem, 'tls.key': issued.keyPem, 'client-ca.crt': material.clients.certPem, metrics };
};

const nginx: Server = {
  name: 'nginx',
  ports: { ...Object.fromEntries(Object.entries(habits).map(([name, { port }]) => [name, port])), silent: 8999 },
  command: [
    'sh',
    '-c',
    'cd /run/server && cp -L /etc/server/* . && sed -i "s|POD_IP|$POD_IP|g;s|FOLDER|$PWD|" nginx.conf && exec nginx -p . -c nginx.conf',
  ],
  files: async (material, ip) => ({ ...(await pair('nginx')(material, ip)), 'nginx.conf': nginxConfig }),
};

/** `openssl s_server`, which answers one connection after another and serves the files of its folder. */
const openssl = (name: string, flags: readonly string[]): Server => ({
  name,
  ports: { metrics: 9443 },
  command: [
    'sh',
    '-c',
    `cd /etc/server && exec openssl s_server -accept $POD_IP:9443 -cert tls.crt -key tls.key -quiet -WWW ${flags.join(' ')}`,
  ],
  files: pair(name),
});

const portArgument = (port: number) => [`--web.listen-address=$(POD_IP):${port}`, '--collector.disable-defaults'];
const shared = { service: null } as const;

/** Two workloads behind one Service whose named port differs per pod. */
const twoPorts: Server[] = [
  plaintext('left', { ports: { metrics: 9100 }, labels: { pair: 'yes' }, ...shared }),
  plaintext('right', { ports: { metrics: 9200 }, args: portArgument(9200), labels: { pair: 'yes' }, ...shared }),
];

const onEveryAddress = (port: number) => ({
  ports: { metrics: port },
  args: [`--web.listen-address=:${port}`, '--collector.disable-defaults'],
});
const families = (...ipFamilies: string[]) => ({ service: { ipFamilyPolicy: 'RequireDualStack', ipFamilies } });

/** Pods with an address of each family; the Service's first family is the one that Prometheus 3 scrapes. */
const dualStack: Server[] = [
  plaintext('dual', { ...onEveryAddress(9555), ...families('IPv4', 'IPv6') }),
  plaintext('dual-6', { ...onEveryAddress(9556), ...families('IPv6', 'IPv4') }),
];
export const secondAddresses: Readonly<Record<string, string>> = { dual: 'fd00:244::5', 'dual-6': 'fd00:244::6' };

const annotations = { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9100' };

export const otherServers: readonly Server[] = [
  nginx,
  openssl('tls10-only', ['-tls1', '-cipher', 'DEFAULT:@SECLEVEL=0']),
  openssl('no-common-suite', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-CCM']),
  openssl('tls12-only', ['-tls1_2']),
  openssl('tls13-only', ['-tls1_3']),
  ...twoPorts,
  plaintext('headless', { service: { clusterIP: 'None' } }),
  plaintext('two-named', { ports: { metrics: 9100, 'silent-admin': 9101 } }),
  plaintext('host-network', { ports: { metrics: 9700 }, args: portArgument(9700), pod: { hostNetwork: true, nodeName: 'node-2' } }),
  plaintext('not-ready'),
  ...dualStack,
  plaintext('finished', {
    kind: 'Job',
    ports: { silent: 9100 },
    command: ['sleep', '1'],
    args: [],
    pod: { restartPolicy: 'Never' },
  }),
  plaintext('annotated', { annotations, serviceAnnotations: annotations, image: nodeGo126.image }),
  plaintext('annotated-https', { annotations: { ...annotations, 'prometheus.io/scheme': 'https', 'prometheus.io/path': '/custom' } }),
];

const manual = { namespace, name: 'manual', labels: { server: 'manual' } };

/** A Service without selector whose slice somebody wrote by hand: `address` belongs to a pod that the slice does not name. */
export const manualEndpoints = (address: string): object[] => [
  { apiVersion: 'v1', kind: 'Service', metadata: manual, spec: { ports: [{ name: 'metrics', port: 9100 }] } },
  {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: manual,
    subsets: [{ addresses: [{ ip: address }], ports: [{ name: 'metrics', port: 9100 }] }],
  },
];

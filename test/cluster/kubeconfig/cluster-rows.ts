import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configOf, type Kit, type Row } from './row.ts';

const admin = 'admin';

/** How the API server is reached and verified, by the fields of a cluster. */
export function clusterRows(kit: Kit): Row[] {
  const read = (name: string): string => readFileSync(join(kit.dir, name), 'utf8');
  const base64 = (name: string): string => Buffer.from(read(name)).toString('base64');
  const user = { 'client-certificate-data': base64('admin.crt'), 'client-key-data': base64('admin.key') };
  const ca = { 'certificate-authority-data': kit.ca };
  const row = (name: string, cluster: object, expect: string, more: Partial<Row> = {}): Row => ({
    name,
    expect,
    ...more,
    files: { config: configOf({ server: kit.server, ...cluster }, user), ...more.files },
  });
  const caFile = { 'certificate-authority': 'sub/../ca.crt' };
  const port = new URL(kit.server).port;
  return [
    row('authority in a file beside the kubeconfig', caFile, admin, { files: { 'ca.crt': read('ca.crt') } }),
    row('authority as data and in a file', { ...ca, ...caFile }, 'config', { files: { 'ca.crt': read('ca.crt') } }),
    row('authority file that is missing', { 'certificate-authority': 'gone.crt' }, 'config'),
    row('authority file without a certificate', caFile, 'config', { files: { 'ca.crt': 'nothing\n' } }),
    row('authority file that is empty', caFile, 'tls', { files: { 'ca.crt': '' }, ours: 'config' }),
    row('another authority', { 'certificate-authority-data': base64('sa.crt') }, 'tls'),
    row('no authority', {}, 'tls'),
    row('no authority, and SSL_CERT_FILE', {}, admin, { env: { SSL_CERT_FILE: join(kit.dir, 'ca.crt') } }),
    row('not verified', { 'insecure-skip-tls-verify': true }, admin),
    row('not verified, and an authority', { ...ca, 'insecure-skip-tls-verify': true }, 'config'),
    row('tls-server-name of the certificate', { ...ca, 'tls-server-name': 'kubernetes.default.svc' }, admin),
    row('tls-server-name of another', { ...ca, 'tls-server-name': 'other.test' }, 'tls'),
    row('an address that the certificate lacks', { ...ca, server: kit.stranger }, 'tls'),
    row('a name', { ...ca, server: `https://localhost:${port}` }, admin),
    row('a trailing slash', { ...ca, server: `${kit.server}/` }, admin),
    row('a path that the server does not have', { ...ca, server: `${kit.server}/k8s/clusters/c-1` }, 'not found'),
    row('a path with a query', { ...ca, server: `${kit.server}/?x=y` }, admin),
    row('http:// to a server in TLS', { ...ca, server: `http://127.0.0.1:${port}` }, 'bad request'),
    row('http://, where no credentials are sent', { server: `http://${kit.kubectlProxy}` }, admin, {
      files: { config: configOf({ server: `http://${kit.kubectlProxy}` }, { token: 'nonsense' }) },
    }),
    row('http:// with a user to act as', {}, 'joe', {
      files: { config: configOf({ server: `http://${kit.kubectlProxy}` }, { as: 'joe' }) },
    }),
    row('a server without scheme', { server: kit.kubectlProxy }, admin),
    row('a server without scheme, in TLS', { ...ca, server: `127.0.0.1:${port}` }, 'bad request'),
    row('a server of another scheme', { server: 'ftp://127.0.0.1' }, 'unreachable', { ours: 'config' }),
    row('nobody listens', { ...ca, server: 'https://127.0.0.1:1' }, 'unreachable'),
    row('a name that does not resolve', { ...ca, server: 'https://kubernetes.invalid' }, 'unreachable'),
    row('no server', { server: undefined, ...ca }, 'unreachable', { ours: 'config' }),
  ];
}

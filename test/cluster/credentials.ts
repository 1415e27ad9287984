import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ca, createCa, issue } from '../support/pki.ts';
import type { Credentials } from './api.ts';

/** Certificates and kubeconfigs of a control plane, as files in its folder: `NAME.crt`, `NAME.key`, `NAME.kubeconfig`. */
export interface Identity {
  readonly dir: string;
  readonly server: string; // URL of the API
}

export const kubeconfigOf = (dir: string, user: string): string => join(dir, `${user}.kubeconfig`);

const base64 = (pem: string): string => Buffer.from(pem).toString('base64');

/** A client certificate's common name is the user, its organisation the group. */
async function writeUser({ dir, server }: Identity, ca: Ca, user: string, group?: string): Promise<void> {
  const issued = await issue(ca, { cn: user, ...(group && { organisation: group }), eku: ['clientAuth'] });
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority-data': base64(ca.certPem) } }],
    users: [{ name: user, user: { 'client-certificate-data': base64(issued.certPem), 'client-key-data': base64(issued.keyPem) } }],
    contexts: [{ name: user, context: { cluster: 'test', user } }],
    'current-context': user,
  };
  writeFileSync(kubeconfigOf(dir, user), JSON.stringify(config, null, 1));
  writeFileSync(join(dir, `${user}.crt`), issued.certPem);
  writeFileSync(join(dir, `${user}.key`), issued.keyPem);
}

/** Makes the cluster's CA, the API server's certificate and signing key, the administrator, and users without any rights. */
export async function writeCredentials(identity: Identity, users: readonly string[]): Promise<void> {
  const ca = await createCa({ name: 'cluster-ca' });
  const serving = await issue(ca, {
    cn: 'kube-apiserver',
    dns: ['localhost', 'kubernetes.default.svc'],
    ip: ['127.0.0.1', '10.96.0.1', '10.244.255.1'],
  });
  const accounts = await issue(ca, { cn: 'service-accounts', key: 'rsa2048' });
  const pems = {
    'ca.crt': ca.certPem,
    'api.crt': serving.certPem,
    'api.key': serving.keyPem,
    'sa.crt': accounts.certPem,
    'sa.key': accounts.keyPem,
  };
  for (const [name, pem] of Object.entries(pems)) writeFileSync(join(identity.dir, name), pem);
  for (const user of users) await writeUser(identity, ca, user);
  await writeUser(identity, ca, 'admin', 'system:masters');
}

/** What the administrator connects with. */
export function adminCredentials({ dir, server }: Identity): Credentials {
  const read = (name: string) => readFileSync(join(dir, name), 'utf8');
  return { server, ca: read('ca.crt'), cert: read('admin.crt'), key: read('admin.key') };
}

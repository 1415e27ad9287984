import { type Ca, createCa, daysFromNow, type Issued, issue, type LeafOptions, selfSigned } from '../../support/pki.ts';
import { configMap, secret } from '../fixtures/fixture.ts';
import type { KubeObject } from '../api.ts';

/** The name that monitors verify, and that right certificates have. */
export const serverName = 'exporter.example.svc';
/** Where the servers and most monitors are, and a second namespace for what reaches across. */
export const namespace = 'scrapes';
export const elsewhere = 'scrapes-elsewhere';

/** Private CAs: the one that monitors trust for servers, the one that servers trust for clients, and a wrong one of each. */
export interface Material {
  readonly servers: Ca;
  readonly intermediate: Ca; // issued by `servers`
  readonly otherServers: Ca;
  readonly clients: Ca;
  readonly otherClients: Ca;
}

export async function createMaterial(): Promise<Material> {
  const servers = await createCa({ name: 'servers-ca' });
  const [intermediate, otherServers, clients, otherClients] = await Promise.all([
    createCa({ name: 'servers-intermediate', issuer: servers }),
    createCa({ name: 'other-servers-ca' }),
    createCa({ name: 'clients-ca' }),
    createCa({ name: 'other-clients-ca' }),
  ]);
  return { servers, intermediate, otherServers, clients, otherClients };
}

/** What can be said of a server's certificate: who issued it, and what differs from a right one. `ip` is the pod's own address. */
const serverCertificates = {
  good: ({ servers }, names) => issue(servers, names),
  'ip-san': ({ servers }, names, ip) => issue(servers, { ...names, ip: [ip] }),
  'other-ip-san': ({ servers }) => issue(servers, { ip: ['10.244.255.9'] }),
  'cn-only': ({ servers }) => issue(servers, { cn: serverName, noSan: true }),
  'cn-and-san': ({ servers }) => issue(servers, { cn: 'another.example.svc', dns: [serverName] }),
  'wrong-name': ({ servers }) => issue(servers, { dns: ['another.example.svc'] }),
  wildcard: ({ servers }) => issue(servers, { dns: ['*.example.svc'] }),
  expired: ({ servers }, names) => issue(servers, { ...names, notBefore: daysFromNow(-90), notAfter: daysFromNow(-1) }),
  'not-yet-valid': ({ servers }, names) => issue(servers, { ...names, notBefore: daysFromNow(1), notAfter: daysFromNow(90) }),
  'self-signed': (_, names) => selfSigned(names),
  'other-ca': ({ otherServers }, names) => issue(otherServers, names),
  intermediate: ({ intermediate }, names) => issue(intermediate, names),
  'missing-intermediate': async ({ intermediate }, names) => {
    const issued = await issue(intermediate, names);
    return { ...issued, chainPem: issued.certPem };
  },
  'sha-1': ({ servers }, names) => issue(servers, { ...names, hash: 'SHA-1' }),
  'rsa-1024': ({ servers }, names) => issue(servers, { ...names, key: 'rsa1024' }),
  'rsa-2048': ({ servers }, names) => issue(servers, { ...names, key: 'rsa2048' }),
  'client-only': ({ servers }, names) => issue(servers, { ...names, eku: ['clientAuth'] }),
  'no-usage': ({ servers }, names) => issue(servers, { ...names, eku: [] }),
} as const satisfies Record<string, (material: Material, names: LeafOptions, ip: string) => Promise<Issued>>;
export type ServerCertificate = keyof typeof serverCertificates;

/** `name`: of the server's Service, whose DNS name a right certificate has too. */
export function serverCertificate(kind: ServerCertificate, material: Material, server: { name: string; ip: string }): Promise<Issued> {
  const make: (material: Material, names: LeafOptions, ip: string) => Promise<Issued> = serverCertificates[kind];
  return make(material, { dns: [serverName, `${server.name}.${namespace}.svc`] }, server.ip);
}

const asPrometheus: LeafOptions = { cn: 'prometheus', dns: ['prometheus.example.svc'], eku: ['clientAuth'] };

/** What a monitor may present: the Secrets `client-NAME`. */
const clientCertificates = {
  right: ({ clients }) => issue(clients, asPrometheus),
  'other-ca': ({ otherClients }) => issue(otherClients, asPrometheus),
  expired: ({ clients }) => issue(clients, { ...asPrometheus, notBefore: daysFromNow(-90), notAfter: daysFromNow(-1) }),
  'server-only': ({ clients }) => issue(clients, { ...asPrometheus, eku: ['serverAuth'] }),
  'self-signed': () => selfSigned(asPrometheus),
  stranger: ({ clients }) => issue(clients, { ...asPrometheus, dns: ['stranger.example.svc'] }),
} as const satisfies Record<string, (material: Material) => Promise<Issued>>;
export type ClientCertificate = keyof typeof clientCertificates;

/** What monitors refer to, in the namespace of the monitors. */
export async function materialObjects(material: Material, inNamespace: string): Promise<KubeObject[]> {
  const { servers, otherServers, intermediate } = material;
  const clients = Object.entries(clientCertificates).map(async ([name, make]) => {
    const issued = await make(material);
    return secret(inNamespace, `client-${name}`, { 'tls.crt': issued.certPem, 'tls.key': issued.keyPem });
  });
  const [stray, other] = await Promise.all([issue(material.clients, asPrometheus), issue(material.clients, asPrometheus)]);
  return [
    configMap(inNamespace, 'servers-ca', {
      'ca.crt': servers.certPem,
      'both.crt': otherServers.certPem + servers.certPem,
      garbage: 'no PEM',
    }),
    configMap(inNamespace, 'other-ca', { 'ca.crt': otherServers.certPem }),
    configMap(inNamespace, 'intermediate-ca', { 'ca.crt': intermediate.certPem }),
    secret(inNamespace, 'servers-ca', { 'ca.crt': servers.certPem }),
    secret(inNamespace, 'login', { username: 'admin', password: 'test', wrong: 'guess', token: 'a-token' }),
    secret(inNamespace, 'mismatch', { 'tls.crt': stray.certPem, 'tls.key': other.keyPem }),
    ...(await Promise.all(clients)),
  ];
}

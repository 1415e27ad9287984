import * as v from 'valibot';
import { leaf, unknownShape } from '../model/fact.ts';
import { originShape } from '../model/origin.ts';
import {
  addressShape,
  podRefShape,
  proofShape,
  type CaSource,
  type ClientCertificate,
  type Endpoint,
  type ExporterRef,
  type Mesh,
  type MonitorObject,
  type Scrape,
  type ScrapeFile,
  type ScrapeMember,
  type ScrapeTls,
  type Target,
} from '../model/subject.ts';
import { amount, fields, short, some, text, whole } from './fields.ts';

const meshShape = fields<Mesh>()({
  kind: v.picklist(['istio-sidecar', 'istio-ambient', 'linkerd', 'cilium-encryption', 'other-sidecar']),
  because: short,
});

const targetShape = fields<Target>()({
  id: short,
  address: v.nullable(addressShape),
  pod: v.nullable(podRefShape),
  proof: proofShape,
  mesh: v.exactOptional(meshShape),
  listensEverywhere: v.exactOptional(short),
});

const caShape = fields<CaSource>()({ from: v.picklist(['none', 'configmap', 'secret', 'file']), ref: short, pem: leaf(text) });
const clientCertificateShape = fields<ClientCertificate>()({ ref: short, pem: leaf(text), keyRef: v.exactOptional(short) });
const fileShape = fields<ScrapeFile>()({
  of: v.picklist(['ca', 'certificate', 'key', 'token']),
  state: leaf(v.picklist(['missing', 'unusable'])),
});

const tlsShape = fields<ScrapeTls>()({
  configured: v.boolean(),
  serverName: short,
  insecureSkipVerify: v.boolean(),
  ca: caShape,
  clientCertificate: v.boolean(),
  certificate: v.exactOptional(clientCertificateShape),
  files: v.exactOptional(some(fileShape)),
  minVersion: v.exactOptional(short),
  maxVersion: v.exactOptional(short),
});

const memberShape = fields<ScrapeMember>()({
  target: short,
  address: addressShape,
  params: text,
  origin: v.exactOptional(short),
});

const scrapeShape = fields<Scrape>()({
  id: short,
  job: v.exactOptional(short),
  source: originShape,
  field: short,
  scheme: v.picklist(['http', 'https']),
  path: short,
  foreign: v.exactOptional(v.boolean()),
  unasked: v.exactOptional(short),
  tls: tlsShape,
  credential: v.picklist(['none', 'basic-auth', 'bearer-token', 'oauth2']),
  proxy: v.exactOptional(short),
  followRedirects: v.exactOptional(v.boolean()),
  http2: v.exactOptional(v.boolean()),
  intervalSeconds: v.exactOptional(amount),
  fallbackProtocol: v.exactOptional(short),
  limits: v.exactOptional(short),
  prometheus: v.exactOptional(some(originShape)),
  prometheusVersion: v.exactOptional(short),
  uncertain: v.exactOptional(text),
  members: v.exactOptional(some(memberShape)),
});

const exporterShape = fields<ExporterRef>()({
  name: short,
  kind: short,
  costly: v.boolean(),
  by: short,
  fix: v.exactOptional(short),
});

export const endpointShape = fields<Endpoint>()({
  id: short,
  owner: originShape,
  port: whole,
  exporter: v.nullable(exporterShape),
  exposedBy: some(short),
  services: some(originShape),
  targets: some(targetShape),
  scrapes: some(scrapeShape),
  scrapesUnknown: text,
  path: v.exactOptional(short),
  serverNames: some(short),
}) satisfies v.GenericSchema<unknown, Endpoint>;

export const monitorObjectShape = fields<MonitorObject>()({
  id: short,
  origin: originShape,
  selectedBy: leaf(some(short)),
  prometheuses: leaf(whole),
  rejections: leaf(some(text)),
  targets: leaf(whole),
  selectsNothing: text,
}) satisfies v.GenericSchema<unknown, MonitorObject>;

/** The client certificate of a scrape, by its SHA-256; why it is not known; null where the scrape presents none. */
export const keyPairShape = v.nullable(v.union([v.object({ sha256: short }), unknownShape]));

import * as v from 'valibot';
import { configMaps, type KubeApi } from '../kube/index.ts';
import { couldNotLook, outOfMode, type Leaf, type Unknown } from '../model/fact.ts';
import type { CaSource } from '../model/subject.ts';
import { clean } from '../model/text.ts';
import { caText, type CaRef } from '../prometheus/index.ts';

const mostConfigMaps = 500;
const certificates = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
const objectName = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/; // RFC 1123, as Kubernetes reads it
const configMapShape = v.object({ data: v.nullish(v.record(v.string(), v.string())) });

interface Data {
  readonly data: Readonly<Record<string, string>>;
}
interface Unread {
  readonly unread: Unknown;
}

/** Prometheus's own service account mounts the cluster's CA here, which every namespace also has as a ConfigMap. */
const serviceAccountCa = '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt';

/** Reads the CAs that monitors verify with, each ConfigMap once, and each CA is one text however many scrapes name it. Secrets are not read. */
export async function readAuthorities(api: KubeApi, refs: readonly CaRef[]): Promise<(ref: CaRef) => CaSource> {
  const maps = new Map<string, Data | Unread>();
  for (const ref of refs.map(configMapOf)) {
    const id = ref && `${ref.namespace}/${ref.name}`;
    if (!ref || !id || maps.has(id)) continue;
    maps.set(id, maps.size < mostConfigMaps ? await readConfigMap(api, ref) : unread(`more than ${mostConfigMaps} ConfigMaps with CAs`));
  }
  const sources = new Map<string, CaSource>();
  return (ref) => {
    const id = JSON.stringify([ref.from, ref.namespace, ref.name, ref.key]);
    const source = sources.get(id) ?? { from: ref.from, ref: caText(ref), pem: pemOf(ref, maps) };
    sources.set(id, source);
    return source;
  };
}

function configMapOf(ref: CaRef): CaRef | null {
  if (ref.from === 'file' && ref.name === serviceAccountCa)
    return { from: 'configmap', namespace: ref.namespace, name: 'kube-root-ca.crt', key: 'ca.crt' };
  return ref.from === 'configmap' ? ref : null;
}

const unread = (reason: string): Unread => ({ unread: couldNotLook(reason) });

async function readConfigMap(api: KubeApi, ref: CaRef): Promise<Data | Unread> {
  // What cannot be a name is never made a part of a URL: "../secrets/x" would be one behind a proxy that resolves it.
  if (!objectName.test(ref.name)) return unread(`${caText(ref)}: does not exist, as that is no name of an object`);
  const got = await api.get(configMaps, ref.namespace, ref.name);
  if (!('found' in got)) return unread(`${caText(ref)}: ${got.missing === 'absent' ? 'does not exist' : clean(got.detail, 300)}`);
  const parsed = v.safeParse(configMapShape, got.found);
  return parsed.success ? { data: parsed.output.data ?? {} } : unread(`${caText(ref)}: not understood`);
}

function pemOf(ref: CaRef, maps: ReadonlyMap<string, Data | Unread>): Leaf<string> {
  if (ref.from === 'none') return '';
  if (ref.from === 'secret') return outOfMode(`the CA is in ${caText(ref)}, and Secrets are not read`);
  const map = configMapOf(ref);
  if (!map) return couldNotLook(`the CA is the ${caText(ref)}, which cannot be read from here`);
  const read = maps.get(`${map.namespace}/${map.name}`) ?? unread(`${caText(map)} was not read`);
  if ('unread' in read) return read.unread;
  const text = Object.hasOwn(read.data, map.key) ? read.data[map.key] : undefined;
  if (text === undefined) return couldNotLook(`${caText(map)}: there is no such key`);
  const found = text.slice(0, 2 ** 20).match(certificates);
  return found ? `${found.join('\n')}\n` : couldNotLook(`${caText(map)}: holds no certificate`);
}

import type { KubeApi } from '../kube/index.ts';
import type { KeyPair } from '../model/attempt.ts';
import { couldNotLook, isUnknown, outOfMode, type Leaf, type Unknown } from '../model/fact.ts';
import type { CaSource, ClientCertificate, ScrapeFile } from '../model/subject.ts';
import { clean } from '../model/text.ts';
import { caText, type AssetRef, type AssetState, type CaRef, type Job } from '../prometheus/index.ts';
import type { Asset } from './asset.ts';
import { objectId, readAssets, type KeyRef, type ReadObject, type ReadOptions } from './read-assets.ts';

/** What a scrape refers to. */
type ScrapeRefs = Pick<Job, 'ca' | 'certificate' | 'key'>;

/** What scrapes verify with and present, by where it stands. */
export interface Authorities {
  ca(ref: CaRef): CaSource;
  certificate(ref: CaRef): ClientCertificate;
  /** The files of a scrape that are not known to be there. */
  files(refs: ScrapeRefs): readonly ScrapeFile[];
  /** The client certificate and its key, for a handshake; unknown but with --use-scrape-certs. */
  keyPair(certificate: CaRef, key: CaRef): Leaf<KeyPair>;
  /** Whether what an object refers to is there, as Prometheus Operator looks at it. */
  asset(ref: AssetRef): Leaf<AssetState>;
}

/** Prometheus's own service account mounts the cluster's CA here, which every namespace also has as a ConfigMap. */
const serviceAccountCa = '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt';

const isKeyRef = (ref: CaRef): ref is CaRef & KeyRef => ref.from === 'configmap' || ref.from === 'secret';

/** The keys that the reference may lead to, the first that exists counts. */
export function keysBehind(ref: CaRef): readonly KeyRef[] {
  if (isKeyRef(ref)) return [ref];
  if (ref.from === 'file' && ref.name === serviceAccountCa)
    return [{ from: 'configmap', namespace: ref.namespace, name: 'kube-root-ca.crt', key: 'ca.crt' }];
  return (ref.behind ?? []).filter(isKeyRef);
}

/** What was read, and what this run was told to read. */
interface Store {
  readonly objects: ReadonlyMap<string, ReadObject>;
  readonly options: ReadOptions;
}

interface Found {
  readonly asset: Asset;
  readonly at: KeyRef;
}
/** `gone`: the object, or the key in it, does not exist, and another key may count in its place. */
interface Missing {
  readonly why: Unknown;
  readonly gone: '' | 'object' | 'key';
}

const resource = ({ from, namespace, name }: KeyRef): string =>
  `${from === 'secret' ? 'secrets' : 'configmaps'}/get ${clean(namespace, 100)}/${clean(name, 300)}`;

const missing = (reason: string, gone: Missing['gone'] = ''): Missing => ({ why: couldNotLook(reason), gone });

/** One key of one object; `what` it is that a reader misses. */
function lookUp({ objects, options }: Store, at: KeyRef, what: string): Found | Missing {
  const unreadable = `${what} not readable (${resource(at)})`;
  if (at.from === 'secret' && !options.readSecrets) return { why: outOfMode(unreadable), gone: '' };
  const read = objects.get(objectId(at));
  if (!read) return missing(`${caText(at)} was not read`);
  if ('keys' in read) {
    const asset = read.keys.get(at.key);
    if (asset) return { asset, at };
    return asset === null ? missing(`${caText(at)}: there is no such key`, 'key') : missing(`${caText(at)} was not read`);
  }
  if (read.unread === 'absent') return missing(`${caText(at)}: does not exist`, 'object');
  if (read.unread === 'no-name') return missing(`${caText(at)}: does not exist, as that is no name of an object`, 'object');
  return missing(at.from === 'secret' && read.unread === 'forbidden' ? unreadable : `${caText(at)}: ${read.detail}`);
}

/** The first that is there; of those that are not, an object goes before a key: Prometheus may still have what was in it. */
function find(store: Store, ref: CaRef, what: string): Found | Missing {
  let first: Missing | null = null;
  for (const at of keysBehind(ref)) {
    const looked = lookUp(store, at, what);
    if ('asset' in looked || looked.gone === '') return looked;
    first = first === null || (first.gone === 'key' && looked.gone === 'object') ? looked : first;
  }
  return first ?? missing(`the ${what} is the ${caText(ref)}, which cannot be read from here`);
}

function certificatesOf(store: Store, ref: CaRef, what: string): Leaf<string> {
  if (ref.from === 'none') return '';
  const found = find(store, ref, what);
  if (!('asset' in found)) return found.why;
  return found.asset.certificates || couldNotLook(`${caText(found.at)}: holds no certificate`);
}

/**
 * A monitor's own key, or one of Prometheus's files for a monitor beside it: what a monitor of another namespace names among Prometheus's files
 * is not its to have presented.
 */
function keyPairOf(store: Store, certificate: CaRef, key: CaRef): Leaf<KeyPair> {
  if (!store.options.keys) return outOfMode('the client certificate is presented with --use-scrape-certs only');
  const pem = certificatesOf(store, certificate, 'client certificate');
  if (isUnknown(pem)) return pem;
  const found = find(store, key, 'client key');
  if (!('asset' in found)) return found.why;
  if (found.at.namespace !== key.namespace)
    return couldNotLook(`the client key is the ${caText(key)}, which monitors of its own namespace only are given`);
  const { privateKey } = found.asset;
  if (pem === '' || privateKey() === '') return couldNotLook(`${caText(found.at)}: holds no private key`);
  return { certificate: pem, key: privateKey };
}

const names = { ca: 'CA', certificate: 'client certificate', key: 'client key' } as const;

/** '' where the file is there. What a monitor refers to is copied into files by the operator, which rejects what is missing and copies nothing empty. */
function stateOfFile(store: Store, ref: CaRef, of: keyof ScrapeRefs): ScrapeFile['state'] | '' {
  if (ref.from === 'none') return '';
  const found = find(store, ref, names[of]);
  if (ref.from !== 'file') return 'asset' in found && found.asset.opens === 'empty' ? 'missing' : '';
  if (!('asset' in found)) return found.gone === 'key' ? 'missing' : found.why;
  const { certificates, opens } = found.asset;
  const isUsable = of === 'key' ? opens === 'certificate' || opens === 'other' : certificates !== '';
  return isUsable ? '' : 'unusable';
}

/** Whether the key, in files, is that of the certificate. What a monitor refers to is looked at by the operator. */
function stateOfPair(store: Store, { certificate, key }: ScrapeRefs): ScrapeFile['state'] | '' {
  if (certificate.from !== 'file' && key.from !== 'file') return '';
  const [one, other] = [find(store, certificate, names.certificate), find(store, key, names.key)];
  if (!('asset' in one) || !('asset' in other)) return '';
  const [ofCertificate, ofKey] = [one.asset.publicKeys.certificate, other.asset.publicKeys.key];
  if (ofCertificate === '' || ofKey === '')
    return couldNotLook(`it could not be told whether the key in ${caText(other.at)} fits the certificate`);
  return ofCertificate === ofKey ? '' : 'unusable';
}

function scrapeFiles(store: Store, refs: ScrapeRefs): ScrapeFile[] {
  const files = (['ca', 'certificate', 'key'] as const).map((of) => ({ of, state: stateOfFile(store, refs[of], of) }));
  const [, certificate, key] = files;
  const pair = certificate?.state === '' && key?.state === '' ? [{ of: 'key' as const, state: stateOfPair(store, refs) }] : [];
  return [...files, ...pair].flatMap(({ of, state }) => (state === '' ? [] : [{ of, state }]));
}

/** What takes the place of a value for the operator's checks: certificates, and words that are none where it holds none. */
function shownText({ certificates, opens }: Asset): string {
  if (opens === 'empty') return '';
  return opens === 'certificate' ? certificates : 'does not begin with a certificate';
}

function stateOf(store: Store, { kind, namespace, name, key }: AssetRef): Leaf<AssetState> {
  const at: KeyRef = { from: kind === 'Secret' ? 'secret' : 'configmap', namespace, name, key };
  const read = store.objects.get(objectId(at));
  if (read && 'unread' in read && (read.unread === 'absent' || read.unread === 'no-name')) return { missing: 'object' };
  if (!read && (at.from === 'configmap' || store.options.readSecrets))
    return outOfMode(`${caText(at)} was not read: no scrape of this scan verifies with it`);
  const looked = lookUp(store, at, caText(at));
  if ('asset' in looked) return { missing: '', text: shownText(looked.asset), publicKeys: looked.asset.publicKeys };
  return looked.gone ? { missing: 'key' } : looked.why;
}

/**
 * Reads what monitors verify with and present, each object once and by its name: ConfigMaps always, Secrets only where that was asked for, and of
 * both only the keys that are referred to. Each CA is one text however many scrapes name it. Nothing is read from the scanner's own disk.
 */
export async function readAuthorities(api: KubeApi, refs: readonly CaRef[], options: ReadOptions): Promise<Authorities> {
  const store: Store = { objects: await readAssets(api, refs.flatMap(keysBehind), options), options };
  const sources = new Map<string, CaSource>();
  return {
    ca(ref) {
      const id = JSON.stringify([ref.from, ref.namespace, ref.name, ref.key, ref.behind]);
      const source = sources.get(id) ?? { from: ref.from, ref: caText(ref), pem: certificatesOf(store, ref, 'CA') };
      sources.set(id, source);
      return source;
    },
    certificate: (ref) => ({ ref: caText(ref), pem: certificatesOf(store, ref, 'client certificate') }),
    files: (named) => scrapeFiles(store, named),
    keyPair: (certificate, key) => keyPairOf(store, certificate, key),
    asset: (ref) => stateOf(store, ref),
  };
}

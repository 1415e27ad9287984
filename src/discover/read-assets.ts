import * as v from 'valibot';
import { configMaps, secrets, type KubeApi } from '../kube/index.ts';
import { clean } from '../model/text.ts';
import type { CaRef } from '../prometheus/index.ts';
import { assetOf, type Asset } from './asset.ts';

/** A ConfigMap or Secret as far as it is referred to: null for a key that it does not have. Or why it was not read. */
export type ReadObject =
  | { readonly keys: ReadonlyMap<string, Asset | null> }
  | { readonly unread: 'absent' | 'forbidden' | 'failed' | 'too-many' | 'no-name'; readonly detail: string };

export interface ReadOptions {
  readonly readSecrets: boolean; // --read-secrets
  readonly keys: boolean; // --use-scrape-certs: private keys are kept, in memory only
}

/** A key of a ConfigMap or Secret. */
export type KeyRef = Pick<CaRef, 'namespace' | 'name' | 'key'> & { readonly from: 'configmap' | 'secret' };

const mostObjects = 500; // of each kind
const objectName = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/; // RFC 1123, as Kubernetes reads it
const dataShape = v.object({ data: v.nullish(v.record(v.string(), v.string())) });

export const objectId = ({ from, namespace, name }: Omit<KeyRef, 'key'>): string => `${from}/${namespace}/${name}`;

interface Wanted extends Omit<KeyRef, 'key'> {
  readonly keys: Set<string>;
}

function byObject(refs: readonly KeyRef[]): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const { key, ...ref } of refs) {
    const known = wanted.get(objectId(ref)) ?? { ...ref, keys: new Set<string>() };
    known.keys.add(key);
    wanted.set(objectId(ref), known);
  }
  return wanted;
}

/** The keys that are wanted, of the data as the API has it: a Secret's is base64. Nothing else of the object outlives this. */
function keysOf(found: unknown, { from, keys }: Wanted, keepKeys: boolean): ReadonlyMap<string, Asset | null> | null {
  const read = v.safeParse(dataShape, found);
  if (!read.success) return null;
  const data = read.output.data ?? {};
  const assets = [...keys].map((key) => {
    const value = Object.hasOwn(data, key) ? data[key] : undefined;
    if (value === undefined) return [key, null] as const;
    const text = from === 'secret' ? Buffer.from(value, 'base64').toString('utf8') : value;
    return [key, assetOf(text, keepKeys && from === 'secret')] as const;
  });
  return new Map(assets);
}

async function readOne(api: KubeApi, wanted: Wanted, keepKeys: boolean): Promise<ReadObject> {
  // What cannot be a name is never made a part of a URL: "../secrets/x" would be one behind a proxy that resolves it.
  if (!objectName.test(wanted.name) || !objectName.test(wanted.namespace)) return { unread: 'no-name', detail: '' };
  const got = await api.get(wanted.from === 'secret' ? secrets : configMaps, wanted.namespace, wanted.name);
  if (!('found' in got)) return { unread: got.missing, detail: clean(got.detail, 300) };
  const keys = keysOf(got.found, wanted, keepKeys);
  return keys ? { keys } : { unread: 'failed', detail: 'not understood' };
}

/** Reads each object that is referred to once, by `get` and by its name; Secrets only where that was asked for. By `objectId`. */
export async function readAssets(
  api: KubeApi,
  refs: readonly KeyRef[],
  { readSecrets, keys }: ReadOptions,
): Promise<ReadonlyMap<string, ReadObject>> {
  const objects = new Map<string, ReadObject>();
  const counts = { configmap: 0, secret: 0 };
  for (const [id, wanted] of byObject(refs)) {
    if (wanted.from === 'secret' && !readSecrets) continue;
    const beyond = ++counts[wanted.from] > mostObjects;
    objects.set(
      id,
      beyond ? { unread: 'too-many', detail: `more than ${mostObjects} of them are referred to` } : await readOne(api, wanted, keys),
    );
  }
  return objects;
}

import { posix } from 'node:path';
import * as v from 'valibot';
import type { Job } from './job.ts';
import type { CaRef } from './tls-config.ts';

/** What a Prometheus or PrometheusAgent mounts into its container, as far as certificates may stand in it. */

const items = v.nullish(v.pipe(v.array(v.object({ key: v.string(), path: v.string() })), v.maxLength(1000)));
const secretVolume = v.nullish(v.object({ secretName: v.nullish(v.string()), items }));
const named = v.nullish(v.object({ name: v.nullish(v.string()), items }));
const volumeShape = v.object({
  name: v.string(),
  secret: secretVolume,
  configMap: named,
  projected: v.nullish(v.object({ sources: v.nullish(v.pipe(v.array(v.object({ secret: named, configMap: named })), v.maxLength(100))) })),
});
type Volume = v.InferOutput<typeof volumeShape>;

const mountShape = v.object({
  name: v.string(),
  mountPath: v.string(),
  subPath: v.nullish(v.string()),
  subPathExpr: v.nullish(v.string()),
});
type Mount = v.InferOutput<typeof mountShape>;

const list = <S extends v.GenericSchema>(shape: S) => v.nullish(v.pipe(v.array(shape), v.maxLength(500)));

/** The fields of `spec` that say what is mounted: to be read along with the others of the object. */
export const mountFields = {
  secrets: list(v.string()),
  configMaps: list(v.string()),
  volumes: list(volumeShape),
  volumeMounts: list(mountShape),
  containers: list(v.object({ name: v.string(), volumeMounts: list(mountShape) })),
};
const mountsShape = v.object(mountFields);
export type Mounts = v.InferOutput<typeof mountsShape>;

/** An object with these fields, Prometheus or PrometheusAgent. */
export interface Mounting {
  readonly metadata: { readonly namespace: string };
  readonly spec: Mounts;
}

interface Place {
  readonly path: string;
  readonly volume: Volume;
  readonly subPath: string;
}

/** The operator's own mounts of spec.secrets and spec.configMaps (pkg/prometheus/common.go, BuildCommonVolumes). */
const fromLists = ({ secrets, configMaps }: Mounts): Place[] => [
  ...(secrets ?? []).map((name) => ({
    path: `/etc/prometheus/secrets/${name}`,
    volume: { name, secret: { secretName: name } },
    subPath: '',
  })),
  ...(configMaps ?? []).map((name) => ({ path: `/etc/prometheus/configmaps/${name}`, volume: { name, configMap: { name } }, subPath: '' })),
];

function fromVolumes(spec: Mounts): Place[] {
  const volumes = new Map((spec.volumes ?? []).map((volume) => [volume.name, volume]));
  const patched = (spec.containers ?? []).filter(({ name }) => name === 'prometheus').flatMap(({ volumeMounts }) => volumeMounts ?? []);
  return [...(spec.volumeMounts ?? []), ...patched].flatMap((mount: Mount) => {
    const volume = volumes.get(mount.name) ?? { name: mount.name };
    const subPath = posix.normalize(`/${mount.subPath ?? ''}`).slice(1);
    // What an expression over the environment makes of the path is not known: the volume then holds nothing that is.
    return [
      { path: posix.normalize(mount.mountPath).replace(/\/+$/, ''), volume: mount.subPathExpr ? { name: volume.name } : volume, subPath },
    ];
  });
}

const isWithin = (file: string, folder: string): boolean => file === folder || file.startsWith(`${folder}/`);

type Source = Pick<CaRef, 'from' | 'namespace' | 'name'>;

/** The keys that become the file of this relative path: those of `items`, else the key of that name. */
function keysOf(source: Source, listed: v.InferOutput<typeof items>, file: string): CaRef[] {
  if (listed) return listed.filter(({ path }) => posix.normalize(path) === file).map(({ key }) => ({ ...source, key }));
  return file === '' || file.includes('/') ? [] : [{ ...source, key: file }];
}

function filesOf({ secret, configMap, projected }: Volume, namespace: string, file: string): CaRef[] {
  const secretKeys = (name: string | null | undefined, listed: v.InferOutput<typeof items>): CaRef[] =>
    name ? keysOf({ from: 'secret', namespace, name }, listed, file) : [];
  const mapKeys = (name: string | null | undefined, listed: v.InferOutput<typeof items>): CaRef[] =>
    name ? keysOf({ from: 'configmap', namespace, name }, listed, file) : [];
  return [
    ...secretKeys(secret?.secretName, secret?.items),
    ...mapKeys(configMap?.name, configMap?.items),
    ...(projected?.sources ?? []).flatMap((each) => [
      ...secretKeys(each.secret?.name, each.secret?.items),
      ...mapKeys(each.configMap?.name, each.configMap?.items),
    ]),
  ];
}

/**
 * What stands behind a file of this Prometheus: keys of ConfigMaps and Secrets of its own namespace. None where the path leads elsewhere: into
 * the image, into a volume of another kind, or into the folder that the operator copies the references of all monitors to.
 */
export function filesBehind(path: string, { metadata: { namespace }, spec }: Mounting): readonly CaRef[] {
  if (!path.startsWith('/')) return [];
  const file = posix.normalize(path);
  const places = [...fromLists(spec), ...fromVolumes(spec)].filter((place) => isWithin(file, place.path));
  const [place] = places.toSorted((one, other) => other.path.length - one.path.length);
  if (!place) return [];
  return filesOf(place.volume, namespace, posix.join(place.subPath, file.slice(place.path.length)).replace(/^\/|^\.$/, ''));
}

const mountedRef = (ref: CaRef, mounting: Mounting): CaRef =>
  ref.from === 'file' ? { ...ref, behind: filesBehind(ref.name, mounting) } : ref;

/** The job with its files resolved through what its Prometheus mounts. */
export const throughMounts = (job: Job, mounting: Mounting): Job => ({
  ...job,
  ca: mountedRef(job.ca, mounting),
  certificate: mountedRef(job.certificate, mounting),
  key: mountedRef(job.key, mounting),
});

import * as v from 'valibot';
import { clean } from '../model/text.ts';

/** The slim copies of objects: what discovery reads of them, and nothing else. */

const printable = v.pipe(
  v.string(),
  v.transform((raw) => clean(raw)),
);
const text = v.optional(v.nullable(printable, ''), '');
const record = v.nullable(v.record(v.string(), v.string()), {});
const labels = v.optional(record, {});
const list = <S extends v.GenericSchema>(shape: S) => v.optional(v.nullable(v.array(shape), []), []);

const keptAnnotations = /^(prometheus\.io|meta\.helm\.sh|argocd\.argoproj\.io)\//;
const kept = (all: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(all).filter(([key]) => keptAnnotations.test(key)));
const annotations = v.optional(v.pipe(record, v.transform(kept)), {});

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const meta = { name: printable, namespace: text, uid: text, labels, annotations };

export const serviceShape = v.object({
  metadata: v.object(meta),
  spec: v.object({
    type: text,
    selector: v.nullish(v.record(v.string(), v.string())),
    externalName: text,
    externalIPs: list(printable),
    ports: list(v.object({ name: text, nodePort: v.nullish(v.number()) })),
  }),
});
export type Service = v.InferOutput<typeof serviceShape>;

export const sliceShape = v.object({
  metadata: v.object({ name: printable, namespace: printable, labels }),
  endpoints: list(
    v.object({
      addresses: list(printable),
      nodeName: text,
      targetRef: v.nullish(v.object({ kind: text, namespace: text, name: text, uid: text })),
    }),
  ),
  ports: list(v.object({ name: text, port: v.nullish(port), protocol: text })),
});
export type Slice = v.InferOutput<typeof sliceShape>;
export type SliceEndpoint = Slice['endpoints'][number];

export const nodeShape = v.object({
  metadata: v.object({ name: printable, uid: text }),
  status: v.object({
    addresses: list(v.object({ type: text, address: v.string() })),
    daemonEndpoints: v.nullish(v.object({ kubeletEndpoint: v.nullish(v.object({ Port: v.nullish(v.number()) })) })),
  }),
});
export type Node = v.InferOutput<typeof nodeShape>;

const optionVariable = /(_OPTS|_OPTIONS|_ARGS)$/;
/** A copy of the beginning: a mere slice would keep the whole text in memory. */
const cut = (value: string): string => (value.length > 2000 ? Buffer.from(value.slice(0, 2000)).toString() : value);

const containerShape = v.pipe(
  v.object({
    name: text,
    image: text,
    command: list(v.string()),
    args: list(v.string()),
    env: list(v.object({ name: v.string(), value: v.nullish(v.string()) })),
    ports: list(v.object({ name: text, containerPort: port, hostPort: v.nullish(v.number()), protocol: text })),
    restartPolicy: text,
  }),
  v.transform(({ name, image, command, args, env, ports, restartPolicy }) => ({
    name,
    image,
    isSidecar: restartPolicy === 'Always', // of init containers: one that keeps running
    commandLine: [...command, ...args, ...env.filter((each) => optionVariable.test(each.name)).map((each) => each.value ?? '')]
      .slice(0, 200)
      .map(cut),
    ports: ports
      .filter((each) => each.protocol === '' || each.protocol === 'TCP')
      .map((each) => ({ name: each.name, number: each.containerPort, hostPort: each.hostPort ?? 0 })),
  })),
);

export const podShape = v.pipe(
  v.object({
    metadata: v.object({
      ...meta,
      namespace: printable,
      deletionTimestamp: text,
      ownerReferences: list(v.object({ kind: printable, name: printable, uid: text, controller: v.nullish(v.boolean()) })),
    }),
    spec: v.object({
      nodeName: text,
      hostNetwork: v.nullish(v.boolean()),
      containers: list(containerShape),
      initContainers: list(containerShape),
    }),
    status: v.object({
      phase: text,
      podIP: text,
      podIPs: list(v.object({ ip: printable })),
      hostIP: text,
      hostIPs: list(v.object({ ip: printable })),
    }),
  }),
  v.transform(({ metadata, spec, status }) => ({
    metadata,
    spec: {
      nodeName: spec.nodeName,
      hostNetwork: spec.hostNetwork === true,
      containers: [...spec.containers, ...spec.initContainers.filter((each) => each.isSidecar)],
    },
    status: {
      phase: status.phase,
      podIPs: unique([status.podIP, ...status.podIPs.map((each) => each.ip)]),
      hostIPs: unique([status.hostIP, ...status.hostIPs.map((each) => each.ip)]),
    },
  })),
);
export type Pod = v.InferOutput<typeof podShape>;

const unique = (texts: readonly string[]): string[] => [...new Set(texts.filter((each) => each !== ''))];

/** A projection for paged lists: the slim copy, or undefined where the object has not the shape of its kind. */
export const projection =
  <S extends v.GenericSchema>(shape: S) =>
  (item: unknown): v.InferOutput<S> | undefined => {
    const parsed = v.safeParse(shape, item);
    return parsed.success ? parsed.output : undefined;
  };

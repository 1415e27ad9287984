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

const annotations = v.optional(record, {});

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const meta = { name: printable, namespace: text, uid: text, labels, annotations };

const longestAnnotation = 1000;
/** A whole object, with what it may hold of secrets. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

const isRead = ([key, value]: readonly [string, string]): boolean => value.length <= longestAnnotation && key !== lastApplied;

/** Metadata with the annotations that are short; the names of the others stand in `unread`. */
function slimAnnotations<M extends { annotations: Record<string, string> }>(whole: M): M & { unread: string[] } {
  const all = Object.entries(whole.annotations);
  return {
    ...whole,
    annotations: Object.fromEntries(all.filter((each) => isRead(each))),
    unread: all.filter((each) => !isRead(each)).map(([key]) => key),
  };
}

const described = v.pipe(
  v.object(meta),
  v.transform((read) => slimAnnotations(read)),
);
const flag = v.optional(v.nullable(v.boolean(), false), false);
const maybe = v.optional(v.nullable(v.boolean()), null);

export const serviceShape = v.object({
  metadata: described,
  spec: v.object({
    type: text,
    selector: v.nullish(v.record(v.string(), v.string())),
    clusterIP: text,
    externalName: text,
    externalIPs: list(printable),
    loadBalancerIP: text,
    ipFamilies: list(printable),
    ipFamilyPolicy: text,
    publishNotReadyAddresses: flag,
    ports: list(v.object({ name: text, port: v.nullish(v.number()), nodePort: v.nullish(v.number()), protocol: text })),
  }),
  status: v.optional(v.object({ loadBalancer: v.optional(v.object({ ingress: list(v.object({ ip: text })) }), {}) }), {}),
});
export type Service = v.InferOutput<typeof serviceShape>;

const conditions = v.object({ ready: maybe, serving: maybe, terminating: maybe });

export const sliceShape = v.object({
  metadata: v.pipe(
    v.object({ name: printable, namespace: printable, labels, annotations }),
    v.transform((read) => slimAnnotations(read)),
  ),
  addressType: text,
  endpoints: list(
    v.object({
      addresses: list(printable),
      conditions: v.optional(v.nullable(conditions, {}), {}),
      hostname: text,
      nodeName: text,
      zone: text,
      deprecatedTopology: labels,
      targetRef: v.nullish(v.object({ kind: text, namespace: text, name: text, uid: text })),
    }),
  ),
  ports: list(v.object({ name: text, port: v.nullish(port), protocol: text, appProtocol: text })),
});
export type Slice = v.InferOutput<typeof sliceShape>;
export type SliceEndpoint = Slice['endpoints'][number];

export const nodeShape = v.object({
  metadata: v.pipe(
    v.object({ name: printable, uid: text, labels, annotations }),
    v.transform((read) => slimAnnotations(read)),
  ),
  spec: v.optional(v.object({ providerID: text }), {}),
  status: v.object({
    addresses: list(v.object({ type: text, address: v.string() })),
    conditions: list(v.object({ type: text, status: text })),
    daemonEndpoints: v.nullish(v.object({ kubeletEndpoint: v.nullish(v.object({ Port: v.nullish(v.number()) })) })),
  }),
});
export type Node = v.InferOutput<typeof nodeShape>;

export const namespaceShape = v.object({ metadata: described });
export type Namespace = v.InferOutput<typeof namespaceShape>;

export const ingressShape = v.pipe(
  v.object({
    metadata: described,
    spec: v.object({
      ingressClassName: text,
      rules: list(v.object({ host: text, http: v.nullish(v.object({ paths: list(v.object({ path: text })) })) })),
      tls: list(v.object({ hosts: list(printable) })),
    }),
  }),
  v.transform(({ metadata, spec }) => ({
    metadata,
    spec: {
      ingressClassName: spec.ingressClassName,
      rules: spec.rules.map(({ host, http }) => ({ host, paths: http ? http.paths.map(({ path }) => path) : null })),
      tlsHosts: spec.tls.flatMap(({ hosts }) => hosts),
    },
  })),
);
export type Ingress = v.InferOutput<typeof ingressShape>;

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
    allPorts: ports.map((each) => ({ name: each.name, number: each.containerPort, protocol: each.protocol })),
  })),
);

const containerStatus = v.object({ name: text, containerID: text });

/** What service discovery tells of containers, of those too that have no TCP port, or finished before the others started. */
const allOf = (
  containers: readonly v.InferOutput<typeof containerShape>[],
  statuses: readonly v.InferOutput<typeof containerStatus>[],
  isInit: boolean,
) =>
  containers.map(({ name, image, allPorts }) => ({
    name,
    image,
    isInit,
    id: statuses.find((each) => each.name === name)?.containerID ?? '',
    ports: allPorts,
  }));

export const podShape = v.pipe(
  v.object({
    metadata: v.pipe(
      v.object({
        ...meta,
        namespace: printable,
        deletionTimestamp: text,
        ownerReferences: list(v.object({ kind: printable, name: printable, uid: text, controller: v.nullish(v.boolean()) })),
      }),
      v.transform((read) => slimAnnotations(read)),
    ),
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
      conditions: list(v.object({ type: text, status: text })),
      containerStatuses: list(containerStatus),
      initContainerStatuses: list(containerStatus),
    }),
  }),
  v.transform(({ metadata, spec, status }) => ({
    metadata,
    spec: {
      nodeName: spec.nodeName,
      hostNetwork: spec.hostNetwork === true,
      containers: [...spec.containers, ...spec.initContainers.filter((each) => each.isSidecar)],
      allContainers: [
        ...allOf(spec.containers, status.containerStatuses, false),
        ...allOf(spec.initContainers, status.initContainerStatuses, true),
      ],
    },
    status: {
      phase: status.phase,
      ready: status.conditions.find(({ type }) => type === 'Ready')?.status ?? 'Unknown',
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

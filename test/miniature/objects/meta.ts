import { createHash } from 'node:crypto';

/** A Kubernetes object, as it is created: without resourceVersion. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string; readonly namespace?: string; readonly uid: string };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** When everything in the miniature cluster was created. */
export const created = '2026-01-15T08:00:00Z';

/** A uid that is the same in every run: version 4 in form, a hash in fact. */
function uidOf(kind: string, namespace: string, name: string): string {
  const hex = createHash('sha256').update(`${kind}/${namespace}/${name}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

/** The letters and digits that Kubernetes appends to generated names. */
export const suffix = (seed: string, length: number): string =>
  [...createHash('sha256').update(seed).digest()]
    .slice(0, length)
    .map((byte) => 'bcdfghjklmnpqrstvwxz2456789'[byte % 27])
    .join('');

interface Named {
  readonly kind: string;
  readonly namespace?: string; // absent: cluster-scoped
  readonly name: string;
}

export type Metadata = KubeObject['metadata'];

/** The metadata of an object, with what else is given. */
export const metadata = ({ kind, namespace, name }: Named, more: Readonly<Record<string, unknown>> = {}): Metadata => ({
  name,
  ...(namespace === undefined ? {} : { namespace }),
  uid: uidOf(kind, namespace ?? '', name),
  creationTimestamp: created,
  ...more,
});

/** A reference from a controlled object to its controller. */
export const controlledBy = (owner: KubeObject): Readonly<Record<string, unknown>> => ({
  ownerReferences: [
    {
      apiVersion: owner.apiVersion,
      kind: owner.kind,
      name: owner.metadata.name,
      uid: owner.metadata.uid,
      controller: true,
      blockOwnerDeletion: true,
    },
  ],
});

import * as v from 'valibot';
import { text, type Immutable } from './shape.ts';

export const originShape = v.object({
  kind: text('Deployment, Service, ServiceMonitor, … or "address" for a --target'),
  namespace: text("'' where there is none"),
  name: v.string(),
  uid: v.exactOptional(v.string()),
  managedBy: v.exactOptional(text('"Helm release pgx", from the object\'s labels and annotations')),
});

/** Where to go and fix it: an object of the cluster, or a place in a file. */
export type Origin = Immutable<v.InferOutput<typeof originShape>>;

/** "Deployment db/pgx"; an address stands alone. */
export const originText = (origin: Origin): string =>
  origin.kind === 'address' ? origin.name : `${origin.kind} ${origin.namespace ? `${origin.namespace}/` : ''}${origin.name}`;

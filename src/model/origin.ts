/** Where to go and fix it: an object of the cluster, or a place in a file. */
export interface Origin {
  readonly kind: string; // Deployment, Service, ServiceMonitor, … or "address" for a --target
  readonly namespace: string; // '' where there is none
  readonly name: string;
  readonly uid?: string;
  readonly managedBy?: string; // "Helm release pgx", from the object's labels and annotations
}

/** "Deployment db/pgx"; an address stands alone. */
export const originText = (origin: Origin): string =>
  origin.kind === 'address' ? origin.name : `${origin.kind} ${origin.namespace ? `${origin.namespace}/` : ''}${origin.name}`;

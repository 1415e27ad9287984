/** What service discovery reads of a cluster's objects: the slim copies of discover/objects.ts satisfy it. Texts are '' where nothing is given. */

type Values = Readonly<Record<string, string>>;

interface Metadata {
  readonly name: string;
  readonly labels: Values;
  readonly annotations: Values;
  readonly unread: readonly string[]; // annotations whose values are not kept
}
export interface NamespacedMetadata extends Metadata {
  readonly namespace: string;
}

export interface ServiceObject {
  readonly metadata: NamespacedMetadata;
  readonly spec: {
    readonly type: string;
    readonly clusterIP: string;
    readonly externalName: string;
    readonly loadBalancerIP: string;
    readonly publishNotReadyAddresses: boolean;
    readonly ipFamilies: readonly string[];
    readonly ipFamilyPolicy: string;
    readonly ports: readonly { readonly name: string; readonly port?: number | null | undefined; readonly protocol: string }[];
  };
  readonly status: { readonly loadBalancer: { readonly ingress: readonly { readonly ip: string }[] } };
}

export interface SliceObject {
  readonly metadata: NamespacedMetadata;
  readonly addressType: string;
  readonly endpoints: readonly SliceEndpointObject[];
  readonly ports: readonly SlicePort[];
}
export interface SliceEndpointObject {
  readonly addresses: readonly string[];
  readonly conditions: { readonly ready: boolean | null; readonly serving: boolean | null; readonly terminating: boolean | null };
  readonly hostname: string;
  readonly nodeName: string;
  readonly zone: string;
  readonly deprecatedTopology: Values;
  readonly targetRef?:
    | { readonly kind: string; readonly namespace: string; readonly name: string; readonly uid: string }
    | null
    | undefined;
}
export interface SlicePort {
  readonly name: string;
  readonly port?: number | null | undefined; // none: every port
  readonly protocol: string;
  readonly appProtocol: string;
}

export interface PodObject {
  readonly metadata: NamespacedMetadata & {
    readonly uid: string;
    readonly ownerReferences: readonly { readonly kind: string; readonly name: string; readonly controller?: boolean | null | undefined }[];
  };
  readonly spec: { readonly nodeName: string; readonly allContainers: readonly ContainerObject[] };
  readonly status: {
    readonly phase: string;
    readonly ready: string; // the status of its condition Ready, "Unknown" where it has none
    readonly podIPs: readonly string[]; // podIP first
    readonly hostIPs: readonly string[]; // hostIP first
  };
}
export interface ContainerObject {
  readonly name: string;
  readonly image: string;
  readonly isInit: boolean; // init containers come last
  readonly id: string; // of its status
  readonly ports: readonly { readonly name: string; readonly number: number; readonly protocol: string }[];
}

export interface NodeObject {
  readonly metadata: Metadata;
  readonly spec: { readonly providerID: string };
  readonly status: {
    readonly addresses: readonly { readonly type: string; readonly address: string }[];
    readonly conditions: readonly { readonly type: string; readonly status: string }[];
    readonly daemonEndpoints?:
      | { readonly kubeletEndpoint?: { readonly Port?: number | null | undefined } | null | undefined }
      | null
      | undefined;
  };
}

export interface NamespaceObject {
  readonly metadata: Metadata;
}

export interface IngressObject {
  readonly metadata: NamespacedMetadata;
  readonly spec: {
    readonly ingressClassName: string;
    readonly rules: readonly { readonly host: string; readonly paths: readonly string[] | null }[]; // null: the rule has no http
    readonly tlsHosts: readonly string[];
  };
}

/** The kinds that are listed, by the names that the API has for them. */
export type ListedKind = 'services' | 'slices' | 'pods' | 'nodes' | 'namespaces' | 'ingresses';

/** The objects of a cluster. What could not be listed says why: labels that come from it are not known then. */
export interface ClusterObjects {
  readonly services: readonly ServiceObject[];
  readonly slices: readonly SliceObject[];
  readonly pods: readonly PodObject[];
  readonly nodes: readonly NodeObject[];
  readonly namespaces: readonly NamespaceObject[];
  readonly ingresses: readonly IngressObject[];
  readonly unreadable: Readonly<Partial<Record<ListedKind, string>>>; // why a kind, or a part of it, was not read; nothing or '' where it was
}

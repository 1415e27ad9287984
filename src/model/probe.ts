import type { GenericSchema } from 'valibot';
import type { Dial, KeyPair } from './attempt.ts';
import type { Fact, Facts } from './fact.ts';
import type { Address, Endpoint, MonitorObject, Scrape, ScrapeMember, Target } from './subject.ts';

/** How thoroughly a target is looked at: what the rules need to decide, or everything there is to know. */
export type Depth = 'decision' | 'full';

/** The most connections that any one target may ever see, unless the user says otherwise. */
export const mostConnections: Readonly<Record<Depth, number>> = { decision: 12, full: 200 };

/** Client certificates to present, beyond none at all; null where that one is not. */
export interface Clients {
  readonly throwaway: KeyPair | null; // self-signed, made for this scan
  readonly own: KeyPair | null; // the user's: --client-cert
  readonly wrong: KeyPair | null; // the user's, which should be refused: --wrong-client-cert
}

/** What the loaded rules, the endpoint's scrapes and the user ask of one target. */
export interface Asked {
  readonly depth: Depth;
  readonly most: number; // connections that the target may see
  readonly sets: Readonly<Record<string, readonly string[]>>; // fact path → members to ask: {'tls.suites': ['TLS_RSA_WITH_NULL_MD5', …]}
  readonly decisive: Readonly<Record<string, readonly (readonly string[])[]>>; // fact path → sets of which, for decision, one accepted member each is enough
  readonly serverNames: readonly string[]; // at least one; '' for none
  readonly paths: readonly string[]; // at least one; the first is the one every handshake requests
  readonly clients: Clients;
  readonly surface: boolean; // --http-surface
  readonly cost: { readonly intervalSeconds: number | null } | null; // --measure-cost: the shortest interval of its scrapes, null where none is known
}

/** Observes one group of facts about one target. `dial` is its only way to the network; answers are shared by attempt name. */
export interface Probe<T = unknown> {
  readonly group: string;
  readonly shape: GenericSchema; // as a rule sees it
  readonly reportedShape?: GenericSchema; // as a report has it, where that is another
  /** The named attempts it may make, for the plan: shared ones count once for all probes. */
  readonly uses: (asked: Asked) => readonly string[];
  /** The most attempts of its own beyond `uses`. */
  readonly extra: (asked: Asked) => number;
  observe(dial: Dial, asked: Asked): Promise<Fact<T>>;
}

/** One scrape of one target, to be made with its own client certificate. */
export interface Presenting {
  readonly endpoint: Endpoint;
  readonly scrape: Scrape;
  readonly address: Address; // that Prometheus dials
  readonly facts: Facts; // observed of the target
}
/** Makes the handshake of a scrape with its client certificate: at most one connection, shared by scrapes that are alike. */
export type Present = (dial: Dial, question: Presenting) => Promise<Fact>;

/** Reads one group of declared facts from the objects. Pure. */
export interface Reader<T = unknown> {
  readonly group: string;
  readonly shape: GenericSchema;
  readonly scope: 'endpoint' | 'scrape';
  read(subject: { readonly endpoint: Endpoint; readonly scrape: Scrape | null }): Fact<T>;
}

/** What a deriver may look at. `members` holds the facts of every target of the endpoint, for scope `endpoint`. */
export interface DeriveInput {
  readonly endpoint: Endpoint;
  readonly target: Target | null;
  readonly scrape: Scrape | null;
  readonly member?: ScrapeMember; // of scope `scrape`: what Prometheus dials for this target
  readonly facts: Facts;
  readonly members: readonly { readonly target: Target; readonly facts: Facts }[];
  readonly now: Date;
}

/** Reads one group of facts about an object that declares scrapes. Pure. */
export interface ObjectReader<T = unknown> {
  readonly group: string;
  readonly shape: GenericSchema;
  readonly scope: 'object';
  read(object: MonitorObject): Fact<T>;
}

/** Joins facts into one more group. Pure. */
export interface Deriver<T = unknown> {
  readonly group: string;
  readonly shape: GenericSchema;
  readonly scope: 'target' | 'scrape' | 'endpoint';
  derive(input: DeriveInput): Fact<T>;
}

import type { Facts } from './fact.ts';
import type { Origin } from './origin.ts';
import type { Endpoint, Scrape, ScrapeMember, Target } from './subject.ts';

/** All facts about one endpoint, ready to be judged. */
export interface JudgedEndpoint {
  readonly endpoint: Endpoint;
  readonly facts: Facts; // of the endpoint: exposure, exporter, replicas
  readonly members: readonly { readonly target: Target; readonly facts: Facts }[];
  readonly scrapes: readonly {
    readonly scrape: Scrape;
    readonly facts: Facts; // of the scrape: scrape
    readonly members: readonly { readonly target: Target; readonly member?: ScrapeMember; readonly facts: Facts }[]; // of scrape and target: verification, outcome
  }[];
}

/** All facts about one object of the cluster. */
export interface JudgedObject {
  readonly id: string;
  readonly origin: Origin;
  readonly facts: Facts;
}

export interface Judged {
  readonly endpoints: Iterable<JudgedEndpoint>; // to be gone through once
  readonly objects: readonly JudgedObject[];
}

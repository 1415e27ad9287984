import { grouped } from '../model/grouped.ts';
import type { Origin } from '../model/origin.ts';

/**
 * Whether who declares a scrape has a say in an endpoint: it is of the endpoint's own namespace, or beside a Prometheus that makes the scrape, where
 * whoever may write decides what that Prometheus does anyway. Any other namespace may have the endpoint scraped too, but it does not choose what
 * the scan requests of it, and what cannot be followed of its scrapes leaves the endpoint's own verdicts alone.
 */
export const hasSay = (source: Origin, owner: Origin, prometheuses: readonly Origin[]): boolean =>
  source.namespace === owner.namespace || prometheuses.some(({ namespace }) => namespace === source.namespace);

/** The first of each group, then the second of each, and so on: where not all have room, no group takes it from the others. */
export function inTurns<T>(items: readonly T[], groupOf: (item: T) => string): T[] {
  const placed = [...grouped(items, groupOf).values()].flatMap((group) => group.map((item, turn) => ({ item, turn })));
  return placed.sort((one, other) => one.turn - other.turn).map(({ item }) => item);
}

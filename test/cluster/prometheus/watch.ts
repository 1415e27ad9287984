import type { ActiveTarget, Prometheus } from './server.ts';

/** What a Prometheus said of one target, over all scrapes that were seen. */
export interface Seen {
  readonly pool: string;
  readonly url: string;
  readonly healths: ReadonlySet<string>;
  readonly errors: ReadonlyMap<string, number>; // lastError → of how many scrapes
  readonly scrapes: number;
  readonly labels: Readonly<Record<string, string>>; // the last ones
}

interface Growing extends Seen {
  readonly healths: Set<string>;
  readonly errors: Map<string, number>;
  scrapes: number;
  last: string;
}

const neverScraped = '0001-01-01T00:00:00Z';

function note(seen: Map<string, Growing>, { scrapePool, scrapeUrl, labels, ...target }: ActiveTarget, key: string): void {
  if (target.lastScrape === neverScraped || target.health === 'unknown') return;
  if (target.health === 'down' && target.lastError === '') return; // the API reads one after the other
  const entry = seen.get(key) ?? { pool: scrapePool, url: scrapeUrl, healths: new Set(), errors: new Map(), scrapes: 0, labels, last: '' };
  seen.set(key, entry);
  if (entry.last === target.lastScrape) return;
  entry.last = target.lastScrape;
  entry.scrapes++;
  entry.healths.add(target.health);
  if (target.health === 'down') entry.errors.set(target.lastError, (entry.errors.get(target.lastError) ?? 0) + 1);
}

/** Polls the targets until `enough`, or until the seconds are over. Targets that differ in labels only are kept apart. */
export async function watchTargets(
  prometheus: Prometheus,
  enough: (seen: readonly Seen[], active: number) => boolean,
  seconds: number,
): Promise<Seen[]> {
  const seen = new Map<string, Growing>();
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const active = await prometheus.active();
    for (const target of active) note(seen, target, JSON.stringify([target.scrapePool, target.scrapeUrl, target.labels]));
    if (enough([...seen.values()], active.length)) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return [...seen.values()];
}

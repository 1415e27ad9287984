import type { JudgedObject } from '../model/judged.ts';
import type { FindingSubject } from '../model/report.ts';
import type { Endpoint, ExporterRef, Scrape, Target } from '../model/subject.ts';

/** What findings are about: made once, and shared by those of all rules. */
export interface About {
  readonly subject: FindingSubject;
  readonly exporter: ExporterRef | null;
  readonly targets: readonly Target[]; // of which each has a verdict; none: there is no address
}

/** An endpoint, or one scrape of it. */
export const aboutEndpoint = ({ id, owner, port, exporter, targets }: Endpoint, scrape: Scrape | null): About => ({
  subject: {
    kind: scrape ? 'scrape' : 'endpoint',
    id,
    owner,
    port,
    exporter: exporter?.name ?? '',
    scrape: scrape && { id: scrape.id, source: scrape.source, field: scrape.field },
  },
  exporter,
  targets,
});

/** An object that declares scrapes. */
export const aboutObject = ({ id, origin }: JudgedObject): About => ({
  subject: { kind: 'object', id, owner: origin, port: 0, exporter: '', scrape: null },
  exporter: null,
  targets: [],
});

import type { JudgedObject } from '../model/judged.ts';
import type { FindingSubject } from '../model/report.ts';
import type { Endpoint, ExporterRef, Scrape } from '../model/subject.ts';

/** What findings are about: made once, and shared by those of all rules. */
export interface About {
  readonly subject: FindingSubject;
  readonly exporter: ExporterRef | null;
}

/** An endpoint, or one scrape of it. */
export const aboutEndpoint = ({ id, owner, port, exporter }: Endpoint, scrape: Scrape | null): About => ({
  subject: {
    kind: scrape ? 'scrape' : 'endpoint',
    id,
    owner,
    port,
    exporter: exporter?.name ?? '',
    scrape: scrape && { id: scrape.id, source: scrape.source, field: scrape.field },
  },
  exporter,
});

/** An object that declares scrapes. */
export const aboutObject = ({ id, origin }: JudgedObject): About => ({
  subject: { kind: 'object', id, owner: origin, port: 0, exporter: '', scrape: null },
  exporter: null,
});

import type { Location } from 'sarif';
import type { Origin } from '../../model/origin.ts';
import type { Finding, FindingSubject, Report } from '../../model/report.ts';
import { placeOf } from '../common.ts';

/** What was scanned, as one segment of a path: the cluster; without one, what the report is about. */
export const scanName = ({ provenance, scope }: Report): string =>
  segment(provenance.cluster?.name ?? (scope.targets.length > 0 ? 'addresses' : 'manifests'));

/** One segment of a relative URI (RFC 3986 section 3.3): never empty, never "." or "..". */
const segment = (text: string): string => encodeURIComponent(/^\.{0,2}$/.test(text) ? `_${text}` : text);

/** Objects of a cluster have no file: the path stands for the object, so that a platform groups findings by where to fix them. */
const uriOf = (origin: Origin, report: Report): string =>
  [
    report.tool.name,
    scanName(report),
    ...(origin.namespace === '' ? [] : [segment(origin.namespace)]),
    segment(origin.kind),
    segment(origin.name),
  ].join('/');

/** "db/Deployment/pgx:9187"; an object has no port: "db/ServiceMonitor/pgx" */
const qualifiedName = ({ kind, owner, port }: FindingSubject): string => {
  const name = `${owner.namespace === '' ? '' : `${owner.namespace}/`}${owner.kind}/${owner.name}`;
  if (owner.kind === 'address') return owner.name;
  return kind === 'object' ? name : `${name}:${port}`;
};

/** The object to change, as a file; the endpoint, and the scrape it is about, as logical locations. */
export function locationOf(finding: Finding, report: Report): Location {
  const { subject } = finding;
  const scrape = subject.scrape
    ? [
        {
          fullyQualifiedName: `${subject.scrape.source.namespace}/${subject.scrape.source.kind}/${subject.scrape.source.name}`,
          kind: 'resource',
        },
      ]
    : [];
  return {
    physicalLocation: { artifactLocation: { uri: uriOf(placeOf(finding), report) }, region: { startLine: 1 } },
    logicalLocations: [{ name: subject.owner.name, fullyQualifiedName: qualifiedName(subject), kind: 'resource' }, ...scrape],
  };
}

import { isUnknown, type Leaf } from '../../model/fact.ts';
import type { Cost, Surface } from '../../model/facts.ts';
import { shown, type Line } from './seen-words.ts';

type Path = Surface['paths'][number];

/** Many servers answer any path with the same page: what came with 200 need not be what was asked for. */
function openText({ status, open }: Path, whom: string): string {
  const http = isUnknown(status) ? '' : `, HTTP ${status}`;
  return shown(open, (known) => {
    if (known) return `open${whom}${http}`;
    return status === 200 ? 'something else, HTTP 200' : `not open${http}`;
  });
}

/** The port answers nobody without a certificate. */
const toWhom = (given: Pick<Surface, 'with_client_certificate'>): string => (given.with_client_certificate ? ' with --client-cert' : '');

export function surfaceLines(surface: Surface): Line[] {
  const { exporter, version, go_version: go, paths } = surface;
  const build = [exporter, version, go].filter((each) => each !== '').join(' ');
  return [['build', build || 'not told by the metrics'], ...paths.map((path): Line => [path.path, openText(path, toWhom(surface))])];
}

const milliseconds = (value: Leaf<number | null>): string => shown(value, (known) => (known === null ? 'never' : `${known.toFixed(1)} ms`));

export function costLines(cost: Cost): Line[] {
  const day = shown(cost.per_day, (known) =>
    known === null
      ? 'no interval of scrapes is known'
      : `${known.handshakes} handshakes, ${known.seconds.toFixed(1)} s, ${Math.round(known.bytes / 1024)} KiB`,
  );
  return [
    ['handshake', `${milliseconds(cost.handshake_ms)}, resumed ${milliseconds(cost.resumed_ms)}${toWhom(cost)}`],
    ['scrape', `${milliseconds(cost.scrape_new_ms)} with a new connection, ${milliseconds(cost.scrape_kept_ms)} on one that is kept`],
    ['a day of handshakes', day],
  ];
}

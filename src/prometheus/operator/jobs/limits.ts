import { clean } from '../../../model/text.ts';
import type { Job } from '../../job.ts';
import type { ScrapeLimits } from '../shapes/limits.ts';
import { atLeast } from '../../version.ts';
import { versionOf, type Making } from './making.ts';

/** The limits on numbers, with the first Prometheus that knows each (promcfg.go, limitKey). */
const counted = [
  { field: 'sampleLimit', enforced: 'enforcedSampleLimit', since: '0.0.0' },
  { field: 'targetLimit', enforced: 'enforcedTargetLimit', since: '2.21.0' },
  { field: 'labelLimit', enforced: 'enforcedLabelLimit', since: '2.27.0' },
  { field: 'labelNameLengthLimit', enforced: 'enforcedLabelNameLengthLimit', since: '2.27.0' },
  { field: 'labelValueLengthLimit', enforced: 'enforcedLabelValueLengthLimit', since: '2.27.0' },
] as const;

/** From this Prometheus on, its own limits stand in the global section, for all scrapes without one. */
const globalSince = '2.45.0';
const bodySizeSince = '2.28.0';

type Amount = number | null | undefined; // 0 is none

const lower = (own: Amount, enforced: Amount): number => (own && enforced ? Math.min(own, enforced) : own || enforced || 0);

function countOf(making: Making, own: ScrapeLimits, { field, enforced, since }: (typeof counted)[number]): number {
  const spec = making.instance?.spec;
  const version = versionOf(making);
  const most = spec?.[enforced];
  const ofGlobal = atLeast(version, globalSince) ? lower(spec?.[field], most) : 0;
  // An enforced limit is written beside a scrape that has none, too, where there is no global section to inherit it from.
  const written = own[field] || ofGlobal === 0 ? lower(own[field], most) : 0;
  return (atLeast(version, since) ? written : 0) || ofGlobal;
}

const units = 'BKMGTPE';
/** Of "512MB" or "1.5MiB", which are the same here; 0 where it is no size (alecthomas/units, ParseBase2Bytes). */
function bytesOf(size: string | null | undefined): number {
  const match = /^(\d{0,20}\.?\d{1,20})([KMGTPE]?)i?B$/.exec(size ?? '');
  return match ? Number(match[1]) * 1024 ** units.indexOf(match[2] || 'B') : 0;
}

/** The lower one; the own one where both are alike (promcfg.go, getLowerByteSize). A Probe has none of its own. */
function bodySizeOf(making: Making, own: ScrapeLimits): string {
  const version = versionOf(making);
  const { bodySizeLimit, enforcedBodySizeLimit: most } = making.instance?.spec ?? {};
  const written = own.bodySizeLimit && !(most && bytesOf(own.bodySizeLimit) > bytesOf(most)) ? own.bodySizeLimit : most;
  if (bytesOf(written) > 0 && atLeast(version, bodySizeSince)) return clean(written ?? '', 50);
  const ofGlobal = atLeast(version, globalSince) ? (bodySizeLimit ?? most) : '';
  return bytesOf(ofGlobal) > 0 ? clean(ofGlobal ?? '', 50) : '';
}

/** The limits beyond which a scrape fails, the monitor's own and those of its Prometheus, by the names of the monitor's fields. */
export function limitsOf(making: Making, own: ScrapeLimits): NonNullable<Job['limits']> {
  const numbers = counted.map((each) => [each.field, countOf(making, own, each)] as const).filter(([, count]) => count > 0);
  const size = bodySizeOf(making, own);
  return { ...Object.fromEntries(numbers.map(([field, count]) => [field, String(count)])), ...(size && { bodySizeLimit: size }) };
}

/** Of the monitor, else of its scrape class; Prometheus 2 knows none (promcfg.go, addFallbackScrapeProtocol). */
export const fallbackOf = (making: Making, own: ScrapeLimits): string =>
  atLeast(versionOf(making), '3.0.0') ? clean(own.fallbackScrapeProtocol ?? making.scrapeClass?.fallbackScrapeProtocol ?? '', 50) : '';

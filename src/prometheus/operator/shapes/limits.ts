import * as v from 'valibot';
import { optionalText } from './common.ts';

const number = v.nullish(v.number());

/** What an object says about how much a scrape may give, and about answers that do not say in which format they are. */
const counts = {
  sampleLimit: number,
  targetLimit: number,
  labelLimit: number,
  labelNameLengthLimit: number,
  labelValueLengthLimit: number,
};
/** Of ServiceMonitors, PodMonitors and ScrapeConfigs; Probes have no bodySizeLimit. */
export const scrapeLimits = { ...counts, bodySizeLimit: optionalText, fallbackScrapeProtocol: optionalText };
export const probeLimits = { ...counts, fallbackScrapeProtocol: optionalText };
/** Of a Prometheus: for scrapes that have none of their own, and above which none may go. */
export const globalLimits = {
  ...counts,
  bodySizeLimit: optionalText,
  enforcedSampleLimit: number,
  enforcedTargetLimit: number,
  enforcedLabelLimit: number,
  enforcedLabelNameLengthLimit: number,
  enforcedLabelValueLengthLimit: number,
  enforcedBodySizeLimit: optionalText,
};

const ofScrape = v.object(scrapeLimits);
export type ScrapeLimits = Partial<v.InferOutput<typeof ofScrape>>;

import type { Job } from '../job.ts';
import { clean } from '../../model/text.ts';
import type { Labels } from '../relabel/index.ts';
import { withDefaultPort } from './address.ts';
import { parseDuration } from '../duration.ts';
import { isVersion2 } from '../version.ts';

/**
 * Why Prometheus makes no target of relabeled labels, or why it is not known whether it does; '' where it does (scrape/target.go,
 * PopulateLabels). Gives an address its port where Prometheus 2 does.
 */
export function refusal(labels: Labels, job: Job): string {
  if (labels.get('__address__') === '') return 'Prometheus makes no target of it: relabeling leaves it no address';
  const unknown = ['__address__', '__scheme__', '__metrics_path__'].map((name) => labels.unknown(name)).find((reason) => reason !== '');
  if (unknown) return unknown;
  if (isVersion2(job)) {
    const address = withDefaultPort(labels.get('__address__'), labels.get('__scheme__'));
    if (address === null) return `Prometheus makes no target of it: "${clean(labels.get('__scheme__'), 60)}" is no scheme`;
    labels.set('__address__', address);
  }
  const address = labels.get('__address__');
  if (address.includes('/')) return `Prometheus makes no target of it: "${clean(address, 100)}" is no host`;
  return timing(labels, job) || (isVersion2(job) ? '' : flags(labels));
}

/** Only what is set on the target can be wrong about interval and timeout: a job with bad ones is not loaded. */
function timing(labels: Labels, job: Job): string {
  const [interval, timeout] = ['__scrape_interval__', '__scrape_timeout__'] as const;
  const open = labels.unknown(interval) || labels.unknown(timeout);
  const known = [interval, timeout].filter((name) => labels.unknown(name) === '');
  const values = known.map((name) => parseDuration(labels.get(name)));
  const odd = values.findIndex((value) => value === null || value === 0);
  if (odd >= 0) return `Prometheus makes no target of it: its ${known[odd] ?? ''} is "${clean(labels.get(known[odd] ?? ''), 60)}"`;
  const own = labels.get(interval) === (job.interval ?? '') && labels.get(timeout) === (job.timeout ?? '');
  if (open) return own ? '' : `relabelings set ${known[0] ?? ''}, and the other of interval and timeout is not known: ${open}`;
  const [every = 0, within = 0] = values;
  return (within ?? 0) > (every ?? 0) ? 'Prometheus makes no target of it: its timeout is longer than its interval' : '';
}

const isBoolean = /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;

/** Labels that Prometheus reads as booleans (Go's strconv.ParseBool). */
function flags(labels: Labels): string {
  const names = ['__convert_classic_histograms_to_nhcb__', '__always_scrape_classic_histograms__', '__scrape_native_histograms__'];
  const odd = names.find((name) => labels.get(name) !== '' && !isBoolean.test(labels.get(name)));
  return odd ? `Prometheus makes no target of it: its ${odd} is "${clean(labels.get(odd), 60)}"` : '';
}

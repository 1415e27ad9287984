import { clean } from '../model/text.ts';
import type { MonitorEndpoint } from './service-monitor.ts';

/** What relabelings leave open about a scrape. Empty texts: nothing. */
export interface RelabelingEffect {
  readonly addressUnknown: string; // what is scraped is another address than the discovered one
  readonly scrapeUnknown: string; // how it is scraped, or whether at all
}

const dialled = /^__address__$/;
const requested = /^(__scheme__|__metrics_path__|__param_.*)$/;
/** Names, and nothing else: the only regular expression that is understood without running it. */
const plainNames = /^\(?\w+(\|\w+)*\)?$/;

/** Whether the action may take away labels that say how a target is scraped. */
const removesInternal = (kind: string, regex: string): boolean =>
  kind === 'labelkeep' || (kind === 'labeldrop' && (!plainNames.test(regex) || /(^|\W)__/.test(regex)));

/** Relabelings are not evaluated: what they may change about a scrape is not known. */
export function relabelingEffect({ relabelings }: MonitorEndpoint): RelabelingEffect {
  let [addressUnknown, scrapeUnknown] = ['', ''];
  for (const { action, targetLabel, replacement, regex } of relabelings ?? []) {
    const kind = (action ?? 'replace').toLowerCase();
    const written = kind === 'labelmap' ? (replacement ?? '') : (targetLabel ?? '');
    const open = written.includes('$') && (kind !== 'labelmap' || written.startsWith('_'));
    if (dialled.test(written) || open) addressUnknown ||= `relabelings change ${clean(written, 60)}, which is not evaluated`;
    if (requested.test(written)) scrapeUnknown ||= `relabelings change ${clean(written, 60)}, which is not evaluated`;
    if (removesInternal(kind, regex ?? '(.*)')) scrapeUnknown ||= `relabelings ${kind} labels, which is not evaluated`;
    if (['keep', 'drop', 'keepequal', 'dropequal'].includes(kind)) scrapeUnknown ||= `relabelings ${kind} targets, which is not evaluated`;
  }
  return { addressUnknown, scrapeUnknown: addressUnknown || scrapeUnknown };
}

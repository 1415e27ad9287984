import { type Recognised, type ScrapeError, type ScrapeErrors, readable } from '../prometheus/outcome/index.ts';
import { wrap } from './text.ts';

/** Where the texts of an entry are met, for people. */
const places: Readonly<Record<ScrapeError['where'], string>> = {
  target: 'the error of a target in Prometheus (lastError)',
  prometheus: "a line of Prometheus's log; the targets are absent, not down",
  exporter: "a line of the exporter's log",
  kubelet: 'an event of the pod, from the kubelet',
};

const mostWidth = 80;
const paragraph = (text: string): string => `${wrap(text, mostWidth, '  ')}\n`;
const list = (texts: readonly string[]): string => texts.map((text) => `${wrap(`- ${readable(text)}`, mostWidth, '  ')}\n`).join('');

/** The address in what was pasted, so that commands can be copied. */
const addressIn = (pasted: string): string =>
  /\b(?:https?:\/\/|dial tcp )((?:\[[\da-fA-F:.]+\]|[\w.-]+):\d{1,5})\b/.exec(pasted)?.[1] ?? '';
const withAddress = (text: string, address: string): string => (address === '' ? text : text.replaceAll('HOST:PORT', address));

/** What Prometheus 2.42 shows for the text: nothing where it is the same. */
function olderText({ entry, text }: Recognised): string {
  if (entry.where !== 'target' && entry.where !== 'prometheus') return '';
  if (entry.texts2x.length === 0) return '\nIn Prometheus 2.x\n  the scrape does not fail for this.\n';
  const older = entry.texts2x[entry.texts.indexOf(text)] ?? entry.texts2x[0] ?? '';
  return entry.texts.includes(older) ? '' : `\nIn Prometheus 2.42\n${list([older])}`;
}

/** Everything about the likeliest cause. */
function inFull(found: Recognised, address: string): string {
  const { entry, text } = found;
  const others = entry.texts.filter((each) => each !== text);
  const rules = [...entry.rules, ...(entry.where === 'target' ? ['scrape-fails'] : [])];
  const references = entry.references.map(({ id, section, says, url }) => paragraph(`${id} ${section}: ${says} ${url}`));
  return [
    wrap(`${entry.id}: ${readable(entry.texts.includes(text) ? text : (entry.texts[0] ?? ''))}`, mostWidth),
    `\n${paragraph(`Met as ${places[entry.where]}.`)}`,
    `\nCause\n${paragraph(entry.cause)}`,
    `\nHow to confirm it\n${paragraph(withAddress(entry.confirm, address))}`,
    `\nHow to fix it\n${paragraph(entry.fix)}`,
    olderText(found),
    others.length > 0 ? `\nThe same cause also shows as\n${list(others)}` : '',
    rules.length > 0 ? `\nRules about it (pgx-audit explain RULE)\n${paragraph(rules.join(', '))}` : '',
    `\nWhere it is written\n${references.join('')}`,
  ].join('');
}

/** What tells another cause apart. */
const inBrief = ({ entry }: Recognised, address: string): string =>
  `\n${entry.id}\n${paragraph(entry.cause)}${paragraph(`Confirm: ${withAddress(entry.confirm, address)}`)}`;

/** The causes that a pasted text may have: the likeliest in full, the others so that they can be told apart. */
export function explainErrors([first, ...others]: readonly Recognised[], pasted: string): string {
  if (!first) return '';
  const address = addressIn(pasted);
  const head = others.length === 0 ? '' : `\nOther causes of the same text (pgx-audit explain NAME tells all)\n`;
  return `${inFull(first, address)}${head}${others.map((each) => inBrief(each, address)).join('')}`;
}

/** Every text that is known, by where it is met. */
export function listErrors(errors: ScrapeErrors): string {
  const of = (where: string): string =>
    errors
      .filter((entry) => entry.where === where)
      .map(({ id, texts }) => `${wrap(`${id}: ${readable(texts[0] ?? '')}`, mostWidth, '  ')}\n`)
      .join('');
  return Object.entries(places)
    .map(([where, place]) => `${place.charAt(0).toUpperCase()}${place.slice(1)}\n${of(where)}`)
    .join('\n');
}

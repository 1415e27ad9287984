import type { Outcome } from '../../model/facts.ts';
import { withoutCredentials } from '../../model/secrets.ts';
import { addressText, type Scrape } from '../../model/subject.ts';
import { clean } from '../../model/text.ts';
import { atLeast, isVersion2, parseVersion } from '../version.ts';
import { nowText } from './same-error.ts';
import type { Failing, ScrapeQuestion } from './step.ts';
import { verifyPrefix, type ScrapeError, type ScrapeErrors } from './table.ts';
import { capture, fill, type Values } from './template.ts';

type About = Pick<ScrapeQuestion, 'scrape' | 'address' | 'params'>;
type Texts = Omit<Outcome, 'succeeds'>;

export const noTexts: Texts = { cause: '', error: '', errors: [], error_2x: '', shown: '' };
const mostText = 2000;
const get = '{get}';

/** What is the same in every text about this target. */
function valuesOf({ scrape, address, params }: About): Values {
  const query = params && withoutCredentials(`?${params}`);
  const at = addressText(address);
  return { get: `Get "${scrape.scheme}://${at}${scrape.path}${query}": `, address: at, connection: `(local)->${at}`, path: scrape.path };
}

/** The entry that has Go's words for a refused certificate, and the values in them. */
function entryOfVerification(errors: ScrapeErrors, words: string): { entry: ScrapeError; values: Values } | undefined {
  for (const entry of errors) {
    for (const template of entry.texts) {
      const values = template.startsWith(`${get}${verifyPrefix}`) ? capture(template.slice(get.length), verifyPrefix + words) : undefined;
      if (values) return { entry, values: { ...values, now: nowText } };
    }
  }
  return undefined;
}

/** Those that show the status, or the text of any status; the one that is known to be shown comes first. */
function chosen(texts: readonly string[], { status, first }: Extract<Failing, { cause: string }>): readonly string[] {
  const part = status === undefined ? first : `HTTP status ${status} `;
  if (part === undefined) return texts;
  const shown = texts.filter((text) => text.includes(part));
  if (status === undefined) return [...shown, ...texts.filter((text) => !shown.includes(text))];
  return shown.length > 0 ? shown : [`server returned HTTP status ${status}`];
}

function filled(entry: ScrapeError, failing: Extract<Failing, { cause: string }>, values: Values): Texts {
  if (entry.where !== 'target') return { ...noTexts, cause: entry.id }; // there is no target that could show one
  const shown = (texts: readonly string[]): string[] => chosen(texts, failing).map((text) => clean(fill(text, values), mostText));
  const errors = shown(entry.texts);
  const [error = ''] = errors;
  const [older = ''] = entry.texts2x.length > 0 && failing.since3 !== true ? shown(entry.texts2x) : [];
  return { ...noTexts, cause: entry.id, error, errors, error_2x: older === error ? '' : older };
}

const firstWithPrefix = '2.43.0'; // built with Go 1.20

/** What differs in 2.42 may be Go's words alone, which later versions of Prometheus 2 have as well. */
function shownBy(scrape: Scrape, { error, error_2x }: Texts): string {
  if (!isVersion2(scrape) || error_2x === '') return error;
  const isOfGo = error.replace(verifyPrefix, '') === error_2x;
  return isOfGo && atLeast(parseVersion(scrape.prometheusVersion ?? ''), firstWithPrefix) ? error : error_2x;
}

/** The texts of a scrape that fails so. */
export function textsOf(failing: Failing, about: About, errors: ScrapeErrors): Texts {
  const texts = textsIn(failing, about, errors);
  return { ...texts, shown: shownBy(about.scrape, texts) };
}

function textsIn(failing: Failing, about: About, errors: ScrapeErrors): Texts {
  const values = valuesOf(about);
  if ('verifying' in failing) {
    const found = entryOfVerification(errors, failing.verifying);
    if (found) return filled(found.entry, { cause: found.entry.id }, { ...values, ...found.values });
    const error = clean(`${values['get']}${verifyPrefix}${failing.verifying}`, mostText);
    return { ...noTexts, error, errors: [error], error_2x: error.replace(verifyPrefix, '') };
  }
  const entry = errors.find(({ id }) => id === failing.cause);
  return entry ? filled(entry, failing, { ...values, ...failing.values }) : noTexts;
}

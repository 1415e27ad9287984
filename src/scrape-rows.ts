import { factOf, isKnown, isUnknown, type Facts } from './model/fact.ts';
import type { Loaded, Outcome } from './model/facts.ts';
import type { JudgedEndpoint } from './model/judged.ts';
import { originText } from './model/origin.ts';
import type { ScrapeRow } from './model/report.ts';
import { withoutCredentials } from './model/secrets.ts';
import { addressText, sourceText, type Scrape, type ScrapeMember, type Target } from './model/subject.ts';
import { clean, compare } from './model/text.ts';

/** The endpoints as they come; adds to `rows` every effective scrape of every target: what Prometheus requests, what comes of it, and what it says. */
export function* noteScrapes(endpoints: Iterable<JudgedEndpoint>, rows: ScrapeRow[]): Generator<JudgedEndpoint> {
  for (const each of endpoints) {
    rows.push(...rowsOf(each));
    yield each;
  }
  rows.sort((one, other) => compare(keyOf(one), keyOf(other)));
}

const rowsOf = ({ endpoint, scrapes }: JudgedEndpoint): ScrapeRow[] =>
  scrapes.flatMap(({ scrape, members }) =>
    members.map(({ target, member, facts }) => ({
      ...about(scrape, target, member),
      endpoint: endpoint.id,
      ...outcomeOf(facts),
      ...stateOf(facts),
    })),
  );

const keyOf = ({ id, target, url }: ScrapeRow): string => `${id}\0${target}\0${url}`;

function about(scrape: Scrape, target: Target, member?: ScrapeMember): Pick<ScrapeRow, 'id' | 'source' | 'prometheus' | 'target' | 'url'> {
  const address = member?.address ?? target.address;
  const query = member?.params ? `?${member.params}` : '';
  return {
    id: scrape.job ?? scrape.id,
    source: sourceText(scrape),
    prometheus: (scrape.prometheus ?? []).map(originText),
    target: target.id,
    url: address
      ? clean(withoutCredentials(`${member?.origin ?? `${scrape.scheme}://${addressText(address)}`}${scrape.path}${query}`), 2000)
      : '',
  };
}

type OutcomeColumns = Pick<ScrapeRow, 'outcome' | 'cause' | 'error' | 'errors' | 'error2x' | 'reason'>;
const undecided = (reason: string): OutcomeColumns => ({ outcome: 'unknown', cause: '', error: '', errors: [], error2x: '', reason });

function outcomeOf(facts: Facts): OutcomeColumns {
  const fact = factOf<Outcome>(facts, 'outcome');
  if (!fact) return undecided('it was not asked');
  if (!isKnown(fact)) return undecided('unknown' in fact ? fact.unknown : fact.absent);
  const { succeeds, cause, error, errors, error_2x: error2x } = fact.known;
  if (isUnknown(succeeds)) return { ...undecided(succeeds.unknown), cause };
  return { outcome: succeeds ? 'up' : 'down', cause, error, errors, error2x, reason: '' };
}

function stateOf(facts: Facts): Pick<ScrapeRow, 'health' | 'lastError'> {
  const fact = facts.find(({ basis }) => basis === 'loaded');
  if (!fact || !isKnown<unknown>(fact)) return { health: '', lastError: '' };
  const { health, last_error: lastError } = fact.known as Loaded;
  return { health, lastError };
}

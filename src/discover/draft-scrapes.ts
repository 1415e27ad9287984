import { originText, type Origin } from '../model/origin.ts';
import { addressText, type Scrape, type ScrapeMember } from '../model/subject.ts';
import { compare, count } from '../model/text.ts';
import type { Draft, DraftScrape } from './drafts.ts';
import { parseIp } from './ip.ts';
import { hasSay, inTurns } from './standing.ts';

/** Names that are sent as SNI. */
const mostNames = 5;

/**
 * The names that the scrapes send, none among them where one sends none; else --server-name. Where nobody who names one has a say in the
 * endpoint, a single one: every further one costs connections to it.
 */
export function namesOf(scrapes: readonly Scrape[], owner: Origin, serverName: string): string[] {
  const https = scrapes.filter(({ scheme }) => scheme === 'https');
  const own = https.filter(({ source, prometheus = [] }) => hasSay(source, owner, prometheus));
  const sent = (own.length > 0 ? own : https).flatMap(sentBy);
  const given = [...new Set(sent.filter((name) => name !== ''))].slice(0, own.length > 0 ? mostNames : 1);
  return [...new Set([...(given.length > 0 ? given : [serverName]), ...(sent.includes('') ? [''] : [])])];
}

/** As Go sends it: tlsConfig.serverName, else the name that is dialled, and nothing for an address. */
function sentBy({ tls, members }: Scrape): string[] {
  if (tls.serverName !== '' || !members) return [tls.serverName];
  return [...new Set(members.map(({ address: { host } }) => (parseIp(host) ? '' : host.replace(/\.$/, ''))))];
}

/** Scrapes of one endpoint that are judged: whoever may write monitors could make as many of everybody's endpoints. */
const mostScrapes = 50;

interface Judged {
  readonly scrapes: readonly Scrape[];
  readonly more: { readonly own: readonly string[]; readonly foreign: number }; // beyond the bound: of those with a say, why; of others, how many
}

/**
 * Those of the endpoint's own namespace come first, then those beside a Prometheus, then the others, namespace by namespace in turns: neither the
 * bound, nor the names and paths that are asked first, can be used up by monitors of another namespace.
 */
export function scrapesOf({ owner, scrapes, members }: Draft): Judged {
  const all = [...scrapes.values()].map((each) => finished(each, members)).sort((a, b) => compare(settingsText(a), settingsText(b)));
  const [own, beside, others]: [Scrape[], Scrape[], Scrape[]] = [[], [], []];
  for (const each of all) {
    if (each.source.namespace === owner.namespace) own.push(each);
    else if (hasSay(each.source, owner, each.prometheus ?? [])) beside.push(each);
    else others.push(foreign(each));
  }
  const saying = own.length + beside.length;
  const beyond = saying - mostScrapes;
  return {
    scrapes: distinct([...own, ...beside, ...inTurns(others, ({ source }) => source.namespace)]).slice(0, mostScrapes),
    more: {
      own: beyond > 0 ? [`${beyond} of its ${count(saying, 'scrape')} are beyond the bound`] : [],
      foreign: Math.max(0, others.length - Math.max(0, -beyond)),
    },
  };
}

/** The path that is requested whoever asks for it: that of the convention. */
const usual = '/metrics';

/** Where no Prometheus is known, whoever declares a scrape may be beside it. */
const foreign = (scrape: Scrape): Scrape => ({
  ...scrape,
  ...((scrape.prometheus ?? []).length > 0 && { foreign: true }),
  ...(scrape.path !== usual && {
    unasked: `only namespace ${scrape.source.namespace}, which has no say in this endpoint, asks for ${scrape.path.slice(0, 200)}`,
  }),
});

const settingsText = ({ id, scheme, path, prometheus = [] }: Scrape): string =>
  [id, scheme, path, ...prometheus.map(originText)].join('\0');

function finished({ scrape, prometheuses, members }: DraftScrape, targets: Draft['members']): Scrape {
  const prometheus = [...prometheuses.values()].sort((a, b) => compare(originText(a), originText(b)));
  const kept = [...members.values()].filter(({ target }) => targets.has(target)).sort((a, b) => compare(memberText(a), memberText(b)));
  return { ...scrape, prometheus, ...(members.size > 0 && { members: kept }) };
}

const memberText = ({ target, address, params }: ScrapeMember): string => [target, addressText(address), params].join('\0');

/** Scrapes of one job that differ have ids of their own: the second and further ones say wherein. */
function distinct(scrapes: readonly Scrape[]): Scrape[] {
  const seen = new Map<string, number>();
  return scrapes.map((scrape) => {
    const before = seen.get(scrape.id) ?? 0;
    seen.set(scrape.id, before + 1);
    if (before === 0) return scrape;
    const by = (scrape.prometheus ?? []).map(originText).join(', ');
    return { ...scrape, id: `${scrape.id} (${before + 1}: ${scrape.scheme} ${scrape.path}${by && ` by ${by}`})`, job: scrape.id };
  });
}

import { couldNotLook, isUnknown, type Leaf } from '../../model/fact.ts';
import { addressText, type Scrape, type ScrapeMember, type Target } from '../../model/subject.ts';
import { clean } from '../../model/text.ts';
import { isOneOf, type Asked } from './asked.ts';
import type { LoadedTarget } from './parse.ts';
import { addressWithPort, samePath, sameQuery, spellings, type ScrapeUrl } from './url.ts';

/** One target of a declared scrape. */
export interface DeclaredTarget {
  readonly scrape: Scrape;
  readonly target: Target;
  readonly member: Pick<ScrapeMember, 'address' | 'params'>; // what is requested for it
}

/** What the Prometheuses that were asked say of a declared target. */
export interface Joined {
  readonly pool: Leaf<boolean>; // the job is loaded
  readonly present: Leaf<boolean>; // with this target
  readonly missing: string; // of a `present` that is false: which hop is to blame, and where to look
  readonly found: LoadedTarget | null;
  readonly differs: string; // "scheme: declared https, loaded http"; '' where it does not
}

interface Sighting {
  readonly asked: Asked;
  readonly pool: Leaf<boolean>;
  readonly found?: LoadedTarget;
  readonly missing?: string;
  readonly unclear?: string;
}

/** The job's name, which is the pool's. */
const jobOf = ({ id, job }: Scrape): string => job ?? id;

/** The annotation convention has jobs of its own names, which no object tells. */
const isAnnotated = (scrape: Scrape): boolean => jobOf(scrape).startsWith('annotation/');

const addressOf = ({ scrape, member }: DeclaredTarget): string => addressWithPort(addressText(member.address), scrape.scheme);

const sameRequest = (url: ScrapeUrl, { scrape, member }: DeclaredTarget): boolean =>
  url.scheme === scrape.scheme && samePath(url.path, scrape.path) && sameQuery(url.query, member.params);

/** Of the targets at the declared address, the one that is requested as declared. */
function atAddress(targets: ReadonlyMap<string, readonly LoadedTarget[]> | undefined, declared: DeclaredTarget): LoadedTarget | undefined {
  const here = targets?.get(addressOf(declared)) ?? [];
  return here.find(({ url }) => sameRequest(url, declared)) ?? here[0];
}

/** A target of the same pod, at an address that the scrape has for no other target. */
function ofPod(
  targets: ReadonlyMap<string, readonly LoadedTarget[]> | undefined,
  { scrape, target }: DeclaredTarget,
): LoadedTarget | undefined {
  if (!target.pod) return undefined;
  const { uid, namespace, name } = target.pod;
  const declared = new Set(scrape.members?.map(({ address }) => addressWithPort(addressText(address), scrape.scheme)));
  const elsewhere = [...(targets ?? [])].filter(([address]) => !declared.has(address)).flatMap(([, each]) => each);
  return elsewhere.find(({ pod }) => pod?.uid === uid && pod.namespace === namespace && pod.name === name);
}

const staleReload = 'its last reload failed, and it goes on with an older configuration (its log says "Error loading config")';

/** Why a job that is selected is not there. */
function poolMissing({ loaded }: Asked, { tls }: Scrape): string {
  if (loaded.reloadFailed === true) return `${loaded.name} has not loaded the job: ${staleReload}`;
  const files = [tls.ca.from === 'file' ? tls.ca.ref : '', tls.certificate?.ref.startsWith('file ') ? tls.certificate.ref : ''].filter(
    Boolean,
  );
  if (files.length > 0)
    return `${loaded.name} has not loaded the job: it makes none whose files it cannot read, here ${files.join(' and ')} (its log says "error creating new scrape pool")`;
  return `${loaded.name} has not loaded the job: Prometheus Operator has rejected the object (an event InvalidConfiguration tells why) or not yet written it into the configuration`;
}

const targetMissing = ({ loaded }: Asked, { target }: DeclaredTarget): string =>
  `${loaded.name} has loaded the job, but not this target: its service discovery does not find it (may its service account list pods, services and endpoints in ${target.pod?.namespace || 'that namespace'}?)`;

/** A target that is not active: dropped, not found, or not told. */
function inactive(asked: Asked, declared: DeclaredTarget): Sighting {
  const { loaded } = asked;
  const job = jobOf(declared.scrape);
  const { addresses, listed } = asked.dropped.get(job) ?? { addresses: new Set<string>(), listed: 0 };
  const unclear = (reason: string): Sighting => ({ asked, pool: true, unclear: reason });
  if (spellings(addressOf(declared), declared.scrape.scheme).some((each) => addresses.has(each))) {
    if (loaded.reloadFailed === true) return { asked, pool: true, missing: `${loaded.name} drops the target: ${staleReload}` };
    return unclear(`${loaded.name} drops the target: another shard has it, or its relabelings differ from the declared ones`);
  }
  if ((loaded.droppedCounts.get(job) ?? 0) > listed) return unclear(`${loaded.name} does not list all targets that it drops`);
  return loaded.incomplete ? unclear(loaded.incomplete) : { asked, pool: true, missing: targetMissing(asked, declared) };
}

/** What one Prometheus says of the target; null where nothing it says is about it. */
function sighting(asked: Asked, declared: DeclaredTarget): Sighting | null {
  const { scrape } = declared;
  const { loaded } = asked;
  if (isAnnotated(scrape)) {
    const found = atAddress(asked.annotated.get(''), declared);
    return found ? { asked, pool: true, found } : null;
  }
  if (loaded.pools.has(jobOf(scrape))) {
    const targets = asked.active.get(jobOf(scrape));
    const found = atAddress(targets, declared) ?? ofPod(targets, declared);
    return found ? { asked, pool: true, found } : inactive(asked, declared);
  }
  if (!isOneOf(asked, scrape.prometheus ?? [])) return null;
  if (loaded.incomplete) return { asked, pool: couldNotLook(loaded.incomplete), unclear: loaded.incomplete };
  const pool = loaded.allPools ? false : couldNotLook(`${loaded.name} does not list jobs without targets`);
  return { asked, pool, missing: poolMissing(asked, scrape) };
}

/** Why none of those that were asked tells anything of the scrape. */
function nobodyTells(asked: readonly Asked[], scrape: Scrape): string {
  if (isAnnotated(scrape)) return 'no Prometheus that was asked scrapes this address because of an annotation';
  const unsure = asked.find(({ prometheus }) => isUnknown(prometheus))?.prometheus;
  if (unsure !== undefined && isUnknown(unsure)) return unsure.unknown;
  const objects = (scrape.prometheus ?? []).map(({ namespace, name }) => `${namespace}/${name}`);
  if (objects.length === 0) return 'no Prometheus object is known that selects the scrape';
  return `the Prometheus that selects it was not asked: ${objects.slice(0, 3).join(', ')}`;
}

function differenceOf({ url }: LoadedTarget, declared: DeclaredTarget): string {
  const { scheme, path } = declared.scrape;
  const address = addressOf(declared);
  const rows: readonly (readonly [what: string, wanted: string, has: string, same: boolean])[] = [
    ['scheme', scheme, url.scheme, scheme === url.scheme],
    ['address', address, url.address, address === url.address],
    ['path', path, url.path, samePath(path, url.path)],
  ];
  const texts = rows.filter(([, , , same]) => !same).map(([what, wanted, has]) => `${what}: declared ${wanted}, loaded ${has}`);
  if (!sameQuery(declared.member.params, url.query)) texts.push('the parameters of the request differ');
  return clean(texts.join('; '), 700);
}

const worst = ['down', 'unknown', 'up'];
const byHealth = (one: LoadedTarget, other: LoadedTarget): number => worst.indexOf(one.health) - worst.indexOf(other.health);

function poolOf(sightings: readonly Sighting[]): Leaf<boolean> {
  const pools = sightings.map(({ pool }) => pool);
  return pools.includes(false) ? false : (pools.find((pool) => isUnknown(pool)) ?? true);
}

/**
 * Looks a declared target up, by the job's name and its address. Of several Prometheuses that were asked, each that is known to be one of the
 * scrape's has to have it, and the worst health counts. A target that one of several shards drops may be another's. Pure.
 */
export function joinLoaded(asked: readonly Asked[], declared: DeclaredTarget): Joined {
  const sightings = asked.map((each) => sighting(each, declared)).filter((each) => each !== null);
  const found = sightings.flatMap((each) => each.found ?? []).toSorted(byHealth)[0] ?? null;
  const missing = sightings.map((each) => each.missing ?? '').filter(Boolean);
  const unclear = sightings.find((each) => each.unclear !== undefined)?.unclear;
  const differs = found ? differenceOf(found, declared) : '';
  const { uncertain } = declared.scrape;
  if (missing.length > 0 && uncertain) return { ...nothing(couldNotLook(uncertain)), pool: poolOf(sightings) };
  if (missing.length > 0) return { pool: poolOf(sightings), present: false, missing: clean(missing.join('; '), 900), found, differs };
  if (found) return { pool: true, present: true, missing: '', found, differs };
  if (unclear !== undefined) return { ...nothing(couldNotLook(unclear)), pool: poolOf(sightings) };
  return nothing(couldNotLook(nobodyTells(asked, declared.scrape)));
}

const nothing = (present: Leaf<boolean>): Joined => ({ pool: present, present, missing: '', found: null, differs: '' });

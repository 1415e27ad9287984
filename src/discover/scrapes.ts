import type { Origin } from '../model/origin.ts';
import { originText } from '../model/origin.ts';
import { addressText, type Address, type Scrape, type ScrapeFile, type ScrapeMember } from '../model/subject.ts';
import { outOfMode } from '../model/fact.ts';
import { clean } from '../model/text.ts';
import { caText, labelNamesOf, parseDuration, relabel, type Job, type ScrapeTarget } from '../prometheus/index.ts';
import { attribute, parseAddress, type Attribution, type AttributionIndex } from './attribute.ts';
import type { Authorities } from './authorities.ts';
import type { ServiceBackend } from './backends.ts';
import type { Draft, Drafts } from './drafts.ts';
import type { NotProbedList } from './not-probed.ts';
import type { Pod, Service } from './objects.ts';
import { controllerOf } from './owner.ts';
import { isFinished } from './proof.ts';
import type { About } from './scope.ts';
import { hasSay } from './standing.ts';

export interface ScrapeFinding {
  readonly index: AttributionIndex;
  readonly drafts: Drafts;
  readonly notProbed: NotProbedList;
  readonly authorities: Pick<Authorities, 'ca' | 'certificate' | 'files'>;
  readonly inScope: (about: About) => boolean;
}

/** A job, with who declares its scrape of one target: an annotation is the target's own. */
export interface DeclaredJob {
  readonly job: Job;
  readonly declaredBy: (target: ScrapeTarget) => { readonly id: string; readonly source: Origin; readonly field: string };
}

type Active = Extract<ScrapeTarget, { readonly outcome: 'active' }>;
type Unsupported = Extract<ScrapeTarget, { readonly outcome: 'unsupported' }>;

/** Adds every target of a job to the endpoint that it leads to, or to the ledger. Gives those that could not be followed. */
export function findScraped({ job, declaredBy }: DeclaredJob, targets: readonly ScrapeTarget[], finding: ScrapeFinding): Unfollowed[] {
  const lost: Unfollowed[] = [];
  for (const target of targets) {
    const by = declaredBy(target);
    const name = `${originText(by.source)} ${by.field}`.trim();
    if (target.outcome === 'unsupported') lost.push(...unfollowed(target, { job, by, name }, finding));
    if (target.outcome !== 'active') continue;
    const address = parseAddress(target.address, target.scheme);
    const problem = address ? schemeProblem(target) : 'that is no address';
    if (!address || problem) finding.notProbed.add(`${name} ${clean(target.address, 100)}`, 'not-understood', problem);
    else scraped({ job, target, address, by, name }, finding);
  }
  return lost;
}

/** A relabeling may write any scheme; Go's client takes only these, in whatever case. */
const schemeProblem = ({ scheme }: Active): string =>
  /^https?$/i.test(scheme) ? '' : `Prometheus makes no request with the scheme "${clean(scheme, 60)}"`;

type By = ReturnType<DeclaredJob['declaredBy']>;

interface Scraped {
  readonly job: Job;
  readonly target: Active;
  readonly address: Address;
  readonly by: By;
  readonly name: string;
}

function scraped(one: Scraped, finding: ScrapeFinding): void {
  const { target, address, by, name } = one;
  const claim = { discovered: target.discovered, address, namespace: by.source.namespace };
  const led = attribute(claim, finding.index);
  if (led.to !== 'nothing') for (const draft of draftsOf(led, by.source, finding)) addScrape(draft, one, finding);
  else if (finding.inScope(by)) finding.notProbed.add(`${name} ${clean(target.address, 100)}`, led.code, led.reason);
}

const found = (draft: Draft | undefined, target: string) => (draft ? [{ draft, target: `${draft.id}@${target}` }] : []);

/** The endpoints that the scrape leads to, as far as this scan is about them. */
function draftsOf(
  led: Exclude<Attribution, { to: 'nothing' }>,
  source: Origin,
  finding: ScrapeFinding,
): { draft: Draft; target: string }[] {
  const { drafts, notProbed, inScope } = finding;
  if (led.to === 'claimed') return inScope({ source }) ? found(drafts.ofClaim(source, led.address), led.address.host) : [];
  const pod = (each: Pod, port: number, backend?: ServiceBackend) => {
    if (!isFinished(each)) return found(backend ? drafts.ofBackend(backend, port) : drafts.ofPod(each, port), each.metadata.name);
    notProbed.add(`${originText(controllerOf(each))} port ${port}`, 'finished', 'the pod has finished');
    return [];
  };
  if (led.to === 'pod') return inScope({ pod: led.pod }) ? pod(led.pod, led.port) : [];
  return led.backends
    .filter(({ backend }) => inScope({ service: backend.claim.service, pod: backend.pod }))
    .flatMap(({ backend, port }) =>
      backend.pod ? pod(backend.pod, port, backend) : found(drafts.ofBackend(backend, port), backend.claim.address),
    );
}

/** Members of one scrape that are kept: a Probe may name a hundred thousand targets, which all are one prober's. */
const mostMembers = 5000;

/** One scrape of the endpoint for all targets that a job scrapes alike; what several Prometheuses do alike is one scrape, too. */
function addScrape({ draft, target: id }: { draft: Draft; target: string }, one: Scraped, finding: ScrapeFinding): void {
  const made = scrapeOf(one, finding.authorities);
  const key = settingsKey(made);
  const known = draft.scrapes.get(key);
  const member: ScrapeMember = { target: id, address: one.address, params: clean(one.target.params, 1000), ...writtenOrigin(one) };
  if (!known) {
    draft.scrapes.set(key, { scrape: made, prometheuses: prometheusesOf(one.job), members: new Map([[memberKey(member), member]]) });
    return;
  }
  for (const [name, origin] of prometheusesOf(one.job)) known.prometheuses.set(name, origin);
  if (known.members.size < mostMembers) {
    known.members.set(memberKey(member), member);
    return;
  }
  doubt(draft, one, `${one.name} has more than ${mostMembers} targets here`);
  finding.notProbed.add(
    one.name,
    'over-budget',
    `it has more than ${mostMembers} targets at port ${draft.port} of ${originText(draft.owner)}`,
  );
}

/** Reasons that are kept of one endpoint: monitors can give as many as there are monitors. */
const mostReasons = 20;

/** What is not known of the scrapes of an endpoint, where who declares them has a say in it; elsewhere it is told in the ledger alone. */
function doubt(draft: Draft, { by, job }: { readonly by: By; readonly job: Job }, reason: string): void {
  if (draft.unknown.size < mostReasons && hasSay(by.source, draft.owner, job.prometheus ? [job.prometheus] : [])) draft.unknown.add(reason);
}

/** The address may be written without a port, the scheme in capitals: so Prometheus shows them. */
function writtenOrigin({ target, address }: Scraped): Pick<ScrapeMember, 'origin'> {
  const origin = `${target.scheme}://${target.address}`;
  return origin === `${target.scheme.toLowerCase()}://${addressText(address)}` ? {} : { origin: clean(origin, 300) };
}

const memberKey = ({ target, address, params }: ScrapeMember): string => `${target}\0${address.host}\0${address.port}\0${params}`;
const prometheusesOf = ({ prometheus }: Job): Map<string, Origin> => new Map(prometheus ? [[originText(prometheus), prometheus]] : []);

function scrapeOf({ job, target, by }: Scraped, authorities: ScrapeFinding['authorities']): Scrape {
  const certificate =
    job.certificate.from === 'none' ? {} : { certificate: { ...authorities.certificate(job.certificate), keyRef: caText(job.key) } };
  const files = [...authorities.files(job), ...tokenFile(job)];
  return {
    id: by.id,
    source: by.source,
    field: by.field,
    scheme: target.scheme.toLowerCase() === 'https' ? 'https' : 'http',
    path: target.path.slice(0, longestPath),
    tls: { ...job.tls, ca: authorities.ca(job.ca), ...certificate, ...(files.length > 0 && { files }) },
    credential: job.credential,
    proxy: job.proxy,
    followRedirects: job.followRedirects,
    http2: job.http2 !== false,
    ...intervalOf(job),
    ...(job.fallbackProtocol !== undefined && { fallbackProtocol: job.fallbackProtocol }),
    limits: limitsText(job),
    prometheusVersion: job.prometheusVersion,
    uncertain: job.uncertain || (target.discovered.doubt ?? '') || (target.path.length > longestPath ? tooLong : ''),
  };
}

function intervalOf({ interval = '' }: Job): Pick<Scrape, 'intervalSeconds'> {
  const milliseconds = parseDuration(interval);
  return milliseconds === null ? {} : { intervalSeconds: milliseconds / 1000 };
}

/** Prometheus's own token is there, or it could discover nothing; whether another one is was not looked at: tokens are not read. */
const ownToken = '/var/run/secrets/kubernetes.io/serviceaccount/token';

const tokenFile = ({ tokenFile: file = ownToken }: Job): ScrapeFile[] =>
  file === ownToken ? [] : [{ of: 'token', state: outOfMode(`the token is the file ${file} of Prometheus, and no token is read`) }];

const longestPath = 1024;
const tooLong = `its path has more than ${longestPath} characters`;

const limitsText = ({ limits = {} }: Job): string =>
  Object.entries(limits)
    .map(([field, most]) => `${field} ${most}`)
    .join(', ');

/** What makes two scrapes different ones; a CA may be a megabyte, and its reference says the same. */
function settingsKey({ tls: { ca, certificate, ...tls }, ...scrape }: Scrape): string {
  const { source: _source, prometheusVersion: _version, ...settings } = scrape;
  return JSON.stringify([settings, tls, ca.ref, certificate?.ref]);
}

/** Targets of which relabeling cannot be followed: their endpoints may be scraped otherwise than it seems. */
export interface Unfollowed {
  readonly led: Attribution;
  readonly declared: { readonly by: By; readonly job: Job };
  readonly reason: string;
}

/**
 * Where only this target is in doubt, its endpoint is looked at all the same. Where no target of the job can be followed, as many might be none of
 * it: then what is found otherwise is told of it.
 */
function unfollowed(target: Unsupported, one: Pick<Scraped, 'job' | 'by' | 'name'>, finding: ScrapeFinding): Unfollowed[] {
  const { by, name, job } = one;
  finding.notProbed.add(name, target.code ?? 'unsupported-relabeling', target.reason);
  const address = parseAddress(target.discovered.labels.get('__address__') ?? '');
  if (!address) return [];
  const led = attribute({ discovered: target.discovered, address, namespace: by.source.namespace }, finding.index);
  const reason = `${name}: ${target.reason}`;
  if (isBroken(job)) return [{ led, declared: { by, job }, reason }];
  if (led.to !== 'nothing') for (const { draft } of draftsOf(led, by.source, finding)) doubt(draft, one, reason);
  return [];
}

const isBroken = (job: Job): boolean =>
  'unsupported' in relabel(new Map([['__address__', 'x']]), job.relabelings, { names: labelNamesOf(job) });

/** Says at the endpoints that were found that more may scrape them than is known. */
export function noteUnfollowed(all: readonly Unfollowed[], drafts: Drafts): void {
  const note = (object: Pod | Service, port: number, { declared, reason }: Unfollowed): void => {
    const draft = drafts.known(object, port);
    if (draft) doubt(draft, declared, reason);
  };
  for (const each of all) {
    if (each.led.to === 'pod') note(each.led.pod, each.led.port, each);
    if (each.led.to !== 'backends') continue;
    for (const { backend, port } of each.led.backends) note(backend.pod ?? backend.claim.service, port, each);
  }
}

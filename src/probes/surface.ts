import type { Answer, Attempt, BuildInfo, Dial, HttpSeen, KeyPair } from '../model/attempt.ts';
import { couldNotLook, isUnknown, outOfMode, type Leaf, type Unknown } from '../model/fact.ts';
import { surfaceShape, type HttpResponse, type Surface } from '../model/facts.ts';
import type { Asked, Probe } from '../model/probe.ts';
import { withoutCredentials } from '../model/secrets.ts';
import { clean } from '../model/text.ts';
import { instead, notSeen, observed, plaintext, sharedAttempts } from './common.ts';
import { overTls, requestName } from './http.ts';
import { survey, type Survey } from './survey.ts';
import { wayIn, type WayIn } from './way-in.ts';

type Path = Surface['paths'][number];
type What = Exclude<Path['what'], 'reload'>;

/** What exporters serve beside their metrics: net/http/pprof, and what those that probe others on demand have. */
const askedFor: readonly (readonly [path: string, what: What])[] = [
  ['/debug/pprof/', 'pprof'],
  ['/config', 'configuration'],
  ['/probe', 'probe'],
];

const neverCalled = outOfMode('never called: it would make the exporter read its configuration again');
const reload: Path = { path: '/-/reload', what: 'reload', status: neverCalled, open: neverCalled };

interface Asking {
  readonly path: string;
  readonly what: What;
  readonly answer: Answer;
}

const showsMetrics = ({ http }: Answer): boolean => http?.status === 200 && http.exposition === true;

/**
 * Whether the answer is what the path is for. A page for everything that is not found (status 200) is not. A probe without its target complains that
 * there is none, or answers with metrics all the same, which some servers do whatever is asked (`anything`).
 */
function openOf({ what, answer }: Asking, http: HttpSeen, anything: boolean): Leaf<boolean> {
  const { status, says } = http;
  if (says.includes(what) && status === (what === 'probe' ? 400 : 200)) return true;
  if (what === 'probe' && showsMetrics(answer)) return !anything;
  if (status >= 300 && status < 400)
    return couldNotLook(
      `redirects to ${clean(withoutCredentials(http.headers['location'] ?? 'another place'), 200)}, which is not followed`,
    );
  return status === 429 || status >= 500 ? couldNotLook(`answered ${status}`) : false;
}

function rowOf(asking: Asking, anything: boolean): Path {
  const { path, what, answer } = asking;
  if (answer.http) return { path, what, status: answer.http.status, open: openOf(asking, answer.http, anything) };
  const reason = couldNotLook(instead(answer));
  return { path, what, status: reason, open: reason };
}

async function look(dial: Dial, attempt: (path: string) => Attempt): Promise<Path[]> {
  const asked: Asking[] = [];
  for (const [path, what] of askedFor) asked.push({ path, what, answer: await dial({ ...attempt(path), name: `surface ${path}` }) });
  const anything = asked.some(({ what, answer }) => what !== 'probe' && showsMetrics(answer));
  return asked.map((each) => rowOf(each, anything));
}

const isExporter = /_exporter_build_info$/;
const suffix = /_build_info$/;
/** The Go runtime says go_build_info of whatever it runs. */
const ofRuntime: ReadonlySet<string> = new Set(['go_build_info', 'go_info']);

/** Whose build it is. Libraries have a build_info too: what calls itself an exporter comes first. */
function own(builds: readonly BuildInfo[]): BuildInfo | undefined {
  return builds.find(({ metric }) => isExporter.test(metric)) ?? builds.find(({ metric }) => !ofRuntime.has(metric));
}

function versions(answers: readonly (Answer | null)[]): Pick<Surface, 'exporter' | 'version' | 'go_version'> {
  const builds = answers.flatMap((answer) => answer?.http?.builds ?? []);
  const build = own(builds);
  const goVersion = builds.find(({ metric }) => metric === 'go_info')?.goVersion ?? build?.goVersion ?? '';
  return { exporter: build?.metric.replace(suffix, '') ?? '', version: build?.version ?? '', go_version: goVersion };
}

interface Way {
  readonly over: HttpResponse['over'];
  readonly answer: Answer | null; // to the first path
  readonly client: KeyPair | null;
  readonly attempt: (path: string) => Attempt;
}

/** Over what requests are answered: TLS, else plaintext, and TLS with the user's certificate where nothing else is; or why over nothing. */
async function wayTo(dial: Dial, asked: Asked, seen: Survey): Promise<Way | Unknown> {
  const { contact } = seen;
  const only = (path: string): Asked => ({ ...asked, paths: [path] });
  const inTls = contact.tls === true ? await wayIn(dial, asked, seen) : contact.tls || couldNotLook('no request was answered');
  const overIt = (handshake: WayIn): Way => {
    const { answer, client } = handshake;
    const attempt = (path: string): Attempt => ({ ...overTls(only(path), { contact, handshake }, path), ...(client && { client }) });
    return { over: 'tls', answer, client, attempt };
  };
  if (!isUnknown(inTls) && !inTls.client) return overIt(inTls);
  if (contact.plaintext === true) return { over: 'plaintext', answer: contact.get, client: null, attempt: (path) => plaintext(only(path)) };
  return isUnknown(inTls) ? inTls : overIt(inTls);
}

/** The answers to the scrapes' own paths, which are asked anyway; with the user's certificate, once more with that. */
async function ownAnswers(dial: Dial, { paths }: Asked, { over, answer, client, attempt }: Way): Promise<(Answer | null)[]> {
  const answers = [answer];
  const named = (path: string): string => `${client ? 'own ' : ''}${requestName(over, path)}`;
  for (const path of new Set(paths.slice(1))) answers.push(await dial({ ...attempt(path), name: named(path) }));
  return answers;
}

/**
 * `surface`: what else the port shows to a client without credentials, or to one with the user's certificate where others are turned away. Versions are
 * read from the answers to the scrapes' own paths: where only `/` is asked for, because a scrape is costly, they are ''. No redirect is followed.
 */
export const surface: Probe<Surface> = {
  group: 'surface',
  shape: surfaceShape,
  uses: sharedAttempts,
  extra: ({ surface: wanted, clients, paths }) => (wanted ? askedFor.length + (clients.own ? paths.length - 1 : 0) : 0),
  async observe(dial, asked) {
    if (!asked.surface) return notSeen('surface', outOfMode('looked at with --http-surface only'));
    const seen = await survey(dial, asked);
    const way = await wayTo(dial, asked, seen);
    if (isUnknown(way)) return notSeen('surface', way);
    const paths = await look(dial, way.attempt);
    const answers = await ownAnswers(dial, asked, way);
    return observed('surface', { ...versions(answers), paths: [...paths, reload], ...(way.client && { with_client_certificate: true }) });
  },
};

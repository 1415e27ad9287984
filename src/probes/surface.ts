import type { Answer, Attempt, BuildInfo, Dial, HttpSeen } from '../model/attempt.ts';
import { couldNotLook, isUnknown, outOfMode, type Leaf, type Unknown } from '../model/fact.ts';
import { surfaceShape, type HttpResponse, type Surface } from '../model/facts.ts';
import type { Asked, Probe } from '../model/probe.ts';
import { withoutCredentials } from '../model/secrets.ts';
import { clean } from '../model/text.ts';
import { instead, notSeen, observed, plaintext, sharedAttempts } from './common.ts';
import { noAnswer, overTls, requestName } from './http.ts';
import { survey, type Survey } from './survey.ts';

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
  readonly attempt: (path: string) => Attempt;
}

/** Over what requests are answered: TLS where it is, else plaintext; or why over nothing. */
function wayTo(asked: Asked, seen: Survey): Way | Unknown {
  const { contact, handshake } = seen;
  const only = (path: string): Asked => ({ ...asked, paths: [path] });
  if (contact.tls === true && noAnswer(handshake) === '') return { over: 'tls', attempt: (path) => overTls(only(path), seen, path) };
  if (contact.plaintext === true) return { over: 'plaintext', attempt: (path) => plaintext(only(path)) };
  if (isUnknown(contact.tls)) return contact.tls;
  return couldNotLook(contact.tls ? noAnswer(handshake) : 'no request was answered');
}

/** The answers to the scrapes' own paths, which are asked anyway. */
async function ownAnswers(dial: Dial, asked: Asked, { seen, way }: { seen: Survey; way: Way }): Promise<(Answer | null)[]> {
  const answers = [way.over === 'tls' ? seen.handshake.answer : seen.contact.get];
  for (const path of new Set(asked.paths.slice(1))) answers.push(await dial({ ...way.attempt(path), name: requestName(way.over, path) }));
  return answers;
}

/**
 * `surface`: what else the port shows to a client without credentials. Versions are read from the answers to the scrapes' own paths: where only `/`
 * is asked for, because a scrape is costly, they are ''. No redirect is followed.
 */
export const surface: Probe<Surface> = {
  group: 'surface',
  shape: surfaceShape,
  uses: sharedAttempts,
  extra: (asked) => (asked.surface ? askedFor.length : 0),
  async observe(dial, asked) {
    if (!asked.surface) return notSeen('surface', outOfMode('looked at with --http-surface only'));
    const seen = await survey(dial, asked);
    const way = wayTo(asked, seen);
    if (isUnknown(way)) return notSeen('surface', way);
    const paths = await look(dial, way.attempt);
    const answers = await ownAnswers(dial, asked, { seen, way });
    return observed('surface', { ...versions(answers), paths: [...paths, reload] });
  },
};

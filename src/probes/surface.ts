import type { Answer, Attempt, BuildInfo, Dial, HttpSeen } from '../model/attempt.ts';
import { couldNotLook, isUnknown, outOfMode, type Leaf, type Unknown } from '../model/fact.ts';
import { surfaceShape, type HttpResponse, type Surface } from '../model/facts.ts';
import type { Asked, Probe } from '../model/probe.ts';
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

/** A probe without its target answers with metrics all the same, or complains that there is none. */
const probes = ({ status, exposition, says }: HttpSeen): boolean =>
  (status === 200 && exposition === true) || (status === 400 && says.includes('probe'));

/** Whether the answer is what the path is for. A page for everything that is not found (status 200) is not. */
function openOf(what: What, http: HttpSeen): Leaf<boolean> {
  const { status, says } = http;
  if (what === 'probe' ? probes(http) : status === 200 && says.includes(what)) return true;
  if (status >= 300 && status < 400)
    return couldNotLook(`redirects to ${clean(http.headers['location'] ?? 'another place', 200)}, which is not followed`);
  return status === 429 || status >= 500 ? couldNotLook(`answered ${status}`) : false;
}

async function look(dial: Dial, [path, what]: (typeof askedFor)[number], attempt: Attempt): Promise<Path> {
  const answer = await dial({ ...attempt, name: `surface ${path}` });
  const { http } = answer;
  if (http) return { path, what, status: http.status, open: openOf(what, http) };
  const reason = couldNotLook(instead(answer));
  return { path, what, status: reason, open: reason };
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
    const paths: Path[] = [];
    for (const each of askedFor) paths.push(await look(dial, each, way.attempt(each[0])));
    const answers = await ownAnswers(dial, asked, { seen, way });
    return observed('surface', { ...versions(answers), paths: [...paths, reload] });
  },
};

import { couldNotLook, factOf, isKnown, isUnknown, outOfMode } from '../../model/fact.ts';
import type { Http, HttpResponse } from '../../model/facts.ts';
import { onlyRootBecause, type Scrape } from '../../model/subject.ts';
import { clean } from '../../model/text.ts';
import { isVersion2 } from '../version.ts';
import { answerToCertificate, showsCertificate } from './client-certificate.ts';
import { fails, isFailing, passes, reasonOf, type ScrapeQuestion, type Step } from './step.ts';

/** scrape/scrape.go, targetScraper.readResponse, and model/textparse/interface.go, extractMediaType, of Prometheus 3.16. */

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]); // that Go's client follows, where they name a location
const tooManyRequests = 429;
const causes: Readonly<Record<number, string>> = { 401: 'unauthorized', 403: 'forbidden', 404: 'not-found' };
const parsers: ReadonlySet<string> = new Set(['text/plain', 'application/openmetrics-text', 'application/vnd.google.protobuf']);
const mediaType = /^\s*([\w!#$&^.+-]+\/[\w!#$&^.+-]+)\s*((?:;\s*[\w!#$&^.+*-]+=(?:[\w!#$&^.+*-]+|"[^"]*")\s*)*);?\s*$/;

/** The exporters whose authentication wraps every path alike. */
const wrapsEveryPath = 'exporter-toolkit';

function causeOf(status: number): string {
  if (status >= 500) return 'server-error';
  return redirects.has(status) ? 'redirect-not-followed' : (causes[status] ?? 'http-status');
}

const noMetrics = couldNotLook('answered 200, but not with metrics');

/** What Prometheus 3 makes of a Content-Type, without a fallback. */
function typeStep({ contentType, metrics }: HttpResponse): Step {
  if (contentType === '') return fails('blank-content-type');
  const [, type, parameters = ''] = mediaType.exec(contentType) ?? [];
  if (type === undefined) return couldNotLook('it is not known how Prometheus reads the Content-Type that was answered');
  if (!parsers.has(type.toLowerCase()))
    return fails('unsupported-content-type', { values: { content_type: contentType }, since3: metrics === true });
  if (/version="?2\.0\.0\b/.test(parameters) && type.toLowerCase().endsWith('openmetrics-text'))
    return fails('openmetrics-two', { values: { content_type: contentType } });
  return type.toLowerCase() === 'text/plain' ? passes : couldNotLook(`it was not seen whether the answer in ${type} is whole`);
}

/** As what an answer is read whose Content-Type is not taken: by Prometheus 2 as text, by 3 as fallbackScrapeProtocol says; '' for nothing. */
const otherwise = (scrape: Scrape): string => (isVersion2(scrape) ? 'PrometheusText0.0.4' : (scrape.fallbackProtocol ?? ''));

/** Formats that Prometheus has parsers of their own for: 2 does not look at their version. */
const otherParser = /openmetrics|protobuf/i;

/** A page is no exposition; other answers may be comments only. */
function textStep({ metrics, contentType }: HttpResponse): Step {
  if (metrics === true) return passes;
  return /^\s*text\/html\b/i.test(contentType) ? fails('not-metrics') : noMetrics;
}

function contentStep(response: HttpResponse, { scrape }: ScrapeQuestion): Step {
  const { metrics, empty, contentType } = response;
  if (empty === true) return passes;
  if (isUnknown(metrics)) return metrics;
  const type = typeStep(response);
  const instead = otherwise(scrape);
  const isOther = otherParser.test(contentType) && (isVersion2(scrape) || !isFailing(type));
  if (type === 'passes' || (instead.startsWith('PrometheusText') && !isOther)) return textStep(response);
  if (instead === '' || !isFailing(type)) return type;
  return couldNotLook(`it was not seen whether the answer can be read as ${isOther ? 'OpenMetrics' : instead}`);
}

/** What the scrape sends and the scan did not: the answer may be another one. */
function sends(question: ScrapeQuestion): string {
  if (question.scrape.credential !== 'none') return `its credential (${question.scrape.credential})`;
  return showsCertificate(question) && !answerToCertificate(question) ? 'its client certificate' : '';
}

/** Nothing was counted. */
const withinLimits = (step: Step, { scrape: { limits } }: ScrapeQuestion): Step =>
  step === 'passes' && limits ? outOfMode(`it was not counted whether it stays within its limits (${limits})`) : step;

function statusStep(response: HttpResponse, question: ScrapeQuestion): Step {
  const { status, location } = response;
  if (isUnknown(status)) return status;
  if (status === 200) return withinLimits(contentStep(response, question), question);
  const own = sends(question);
  if (own) return outOfMode(`answered ${status} to a request without ${own}, which was not sent`);
  if (redirects.has(status) && location !== '' && question.scrape.followRedirects !== false)
    return couldNotLook(clean(`redirects to ${location}, which was not followed`));
  if (status === tooManyRequests) return couldNotLook('answered 429: the exporter limits the rate of requests, the scan among them');
  return fails(causeOf(status), { status });
}

/** The path itself was not requested: only what holds for every path tells. */
function elsewhere(responses: readonly HttpResponse[], question: ScrapeQuestion): Step {
  const { endpoint, scrape } = question;
  const wrapped = endpoint.exporter?.kind === wrapsEveryPath && responses.some(({ status }) => status === 401);
  if (wrapped && sends(question) === '') return fails('unauthorized', { status: 401 });
  return outOfMode(onlyRootBecause(endpoint) || clean(`${scrape.path} was not requested${scrape.unasked ? `: ${scrape.unasked}` : ''}`));
}

/** What the server answers to the scrape's own request. */
export function responseStep(question: ScrapeQuestion): Step {
  const { scrape, facts, params } = question;
  const fact = factOf<Http>(facts, 'http');
  if (!fact || !isKnown(fact)) return fact && isUnknown(fact) ? reasonOf(fact) : couldNotLook('no request was answered');
  if (params !== '') return outOfMode('the path was requested without the parameters of the scrape');
  const over = scrape.scheme === 'https' ? 'tls' : 'plaintext';
  const withCertificate = answerToCertificate(question);
  const answered = withCertificate ? [withCertificate] : fact.known.responses.filter((response) => response.over === over);
  const own = answered.find(({ path }) => path === scrape.path);
  return own ? statusStep(own, question) : elsewhere(answered, question);
}

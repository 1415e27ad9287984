import { isUnknown } from '../../../model/fact.ts';
import { clean } from '../../../model/text.ts';
import type { Instance } from '../instance.ts';
import type { ScrapeClass } from '../shapes/prometheus.ts';
import { parseVersion } from '../../version.ts';
import { timeoutProblem } from './duration.ts';
import { type Problem, firstProblem, quoted, within } from './problem.ts';
import { createRegexCheck, type RegexCheck } from './regex.ts';
import { relabelingsProblem } from './relabelings.ts';
import { tlsProblem } from './tls.ts';

/**
 * Why the configuration of a Prometheus may not be what the operator would make of the objects now: it leaves it as it is. '' where there is
 * nothing that speaks against it. In the operator's own words where its status has them.
 */
export function staleness(instance: Instance): string {
  const { spec, text } = instance;
  if (spec.paused === true) return `${text} is paused: its configuration stays as it was`;
  const problem = generatorProblem(instance);
  const said = instance.conditions.find(({ type, status }) => type === 'Reconciled' && status === 'False')?.message ?? '';
  const reason = (later.test(said) ? '' : said) || (isUnknown(problem) ? problem.unknown : problem);
  return reason && clean(`the operator does not reconcile ${text}: ${reason}`);
}

/** What the operator does after it has written the configuration (pkg/prometheus/server/operator.go, sync). */
const later = /stateful ?set|daemon ?set failed|TLS secrets|web config|Thanos|governing service/i;

/** What makes the whole of a Prometheus fail (promcfg.go, NewConfigGenerator and GenerateServerConfiguration). */
function generatorProblem({ spec, version }: Instance): Problem {
  const number = parseVersion(spec.version)?.numbers[0] ?? 0;
  const checking = { version, regexProblem: createRegexCheck() };
  const defaults = spec.scrapeClasses.filter((each) => each.default === true);
  return firstProblem([
    spec.version !== '' && number !== 2 && number !== 3 ? `unsupported Prometheus version ${quoted(spec.version)}` : '',
    ...spec.scrapeClasses.map((each) => within('failed to parse scrape classes', classProblem(each, checking))),
    defaults.length > 1 ? 'failed to parse scrape classes: multiple default scrape classes defined' : '',
    timeoutProblem(spec.scrapeTimeout, spec.scrapeInterval),
  ]);
}

function classProblem(each: ScrapeClass, checking: { readonly version: Instance['version']; readonly regexProblem: RegexCheck }): Problem {
  const { name, authorization } = each;
  const basic = authorization?.type.trim().toLowerCase() === 'basic';
  const both = authorization?.credentials && authorization.credentialsFile;
  return firstProblem([
    within(`invalid relabelings for scrapeClass ${name}`, relabelingsProblem(each.relabelings, checking)),
    within(`invalid metric relabelings for scrapeClass ${name}`, relabelingsProblem(each.metricRelabelings, checking)),
    within(`invalid TLS config for scrapeClass ${name}`, tlsProblem(each.tlsConfig)),
    both ? `invalid authorization for scrapeClass ${name}: authorization can not specify both "credentials" and "credentialsFile"` : '',
    basic ? `invalid authorization for scrapeClass ${name}: authorization type cannot be set to "basic", use "basicAuth" instead` : '',
  ]);
}

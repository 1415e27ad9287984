import type { Job } from '../../job.ts';
import { throughMounts } from '../../mounts.ts';
import { compilePattern } from '../../relabel/pattern.ts';
import { durationText, parseDuration } from '../../duration.ts';
import type { Instance } from '../instance.ts';
import { atLeast } from '../../version.ts';
import type { IntOrString, Relabeling } from '../shapes/common.ts';
import type { ScrapeLimits } from '../shapes/limits.ts';
import { fallbackOf, limitsOf } from './limits.ts';
import type { MadeJob, Making } from './making.ts';
import { relabelingRules, write } from './relabel.ts';

/** What every kind of monitor says about itself in a job. */
type Parts = Omit<Job, 'source' | 'prometheus' | 'prometheusVersion' | 'uncertain'>;

/** What is written in the objects. */
interface Own {
  readonly relabelings: readonly Relabeling[];
  readonly interval: string;
  readonly scrapeTimeout: string;
  readonly nameValidationScheme?: string | null | undefined;
  readonly limits: ScrapeLimits;
  readonly refused: string;
}

/** Completes a job with what it has of its Prometheus. */
export function completed(making: Making, parts: Parts, own: Own): MadeJob {
  const { instance, source } = making;
  const relabelings = [...(making.scrapeClass?.relabelings ?? []), ...own.relabelings];
  const fallbackProtocol = fallbackOf(making, own.limits);
  const job = {
    ...parts,
    ...(fallbackProtocol && { fallbackProtocol }),
    limits: limitsOf(making, own.limits),
    ...timesOf(instance, own),
    ...(isLegacy(instance, own) && { legacyNames: true }),
    source,
    prometheus: instance?.origin ?? null,
    prometheusVersion: instance?.versionText ?? '',
    uncertain: making.uncertain || replicaDependent(relabelings) || elsewhere(instance, parts),
  };
  const mounting = instance && { metadata: { namespace: instance.namespace }, spec: instance.spec };
  return { job: mounting ? throughMounts(job, mounting) : job, refused: own.refused };
}

/** Prometheus's own timeout is 10 s, and never longer than the interval. */
function timesOf(instance: Instance | null, own: Own): Pick<Job, 'interval' | 'timeout'> {
  const every = parseDuration(own.interval || (instance?.spec.scrapeInterval ?? ''));
  const wait = parseDuration(own.scrapeTimeout || (instance ? instance.spec.scrapeTimeout || '10s' : ''));
  const longest = every === null || wait === null || own.scrapeTimeout ? wait : Math.min(wait, every);
  return { ...(every !== null && { interval: durationText(every) }), ...(longest !== null && { timeout: durationText(longest) }) };
}

/** Which names labels may have (promcfg.go, appendNameValidationScheme). */
const isLegacy = (instance: Instance | null, { nameValidationScheme }: Own): boolean =>
  !atLeast(instance?.version ?? null, '3.0.0') || (nameValidationScheme ?? instance?.spec.nameValidationScheme) === 'Legacy';

/** The configuration reloader fills in environment variables, which differ from replica to replica. */
function replicaDependent(relabelings: readonly Relabeling[]): string {
  const texts = relabelings.flatMap(({ regex, replacement, targetLabel }) => [regex, replacement ?? '', targetLabel]);
  const variable = texts.map((text) => /\$\([A-Z_][A-Z0-9_]{0,60}\)/.exec(text)?.[0]).find((each) => each !== undefined);
  return variable ? `its relabelings use ${variable}, which every replica of Prometheus fills in by itself` : '';
}

const thisCluster = /^https?:\/\/kubernetes(\.default(\.svc(\.[a-z0-9.-]{1,200})?)?)?(:\d{1,5})?\/?$/;

/** What is left open by the settings of the Prometheus itself. */
function elsewhere(instance: Instance | null, { discoveries }: Parts): string {
  if (!instance || !discoveries.some(({ kind }) => kind === 'kubernetes')) return '';
  const { apiserverConfig, shardingStrategy } = instance.spec;
  if (apiserverConfig && !thisCluster.test(apiserverConfig.host))
    return `${instance.text} discovers targets in the API server of its apiserverConfig`;
  const zones = shardingStrategy?.mode === 'Topology' && (shardingStrategy.topology?.values.length ?? 0) > 0;
  return zones ? `${instance.text} shards by zone, which drops targets of other zones` : '';
}

/** The relabelings of the scrape class, then the monitor's own, then the label that a Prometheus enforces (pkg/namespacelabeler). */
export const ownRules = (making: Making, relabelings: readonly Relabeling[]) => [
  ...relabelingRules(making.scrapeClass?.relabelings ?? []),
  ...relabelingRules(relabelings),
  ...enforced(making),
];

export function enforced({ instance, metadata, kind }: Making) {
  const label = instance?.spec.enforcedNamespaceLabel ?? '';
  if (label === '') return [];
  const resource = `${kind.toLowerCase()}s`;
  const excluded = instance?.spec.excludedFromEnforcement.some(
    (each) => each.namespace === metadata.namespace && each.resource === resource && ['', metadata.name].includes(each.name),
  );
  return excluded === true ? [] : [write(label, metadata.namespace)];
}

/** Names, one or several: nothing that could be wrong about them as a pattern. */
const plainName = /^[\w|-]*$/;

/** A port's name is inserted as a pattern: one that is none breaks the configuration. */
export const portRefused = (port: string): string =>
  plainName.test(port) || port.length > 500 || !('unsupported' in compilePattern(port))
    ? ''
    : `the port "${port}" is no regular expression`;

/** intstr.IntOrString.String() */
export const portText = (port: IntOrString): string => (port === null ? '' : String(port));

import { resolve } from 'node:path';
import { usageError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import type { ScanFlags } from './scan-flags.ts';

/** RFC 1123 label, as Kubernetes wants a namespace's name to be. */
export const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Refuses what would be ignored in silence. Throws a usage error. */
export function checkFlags(flags: ScanFlags): void {
  checkRecording(flags);
  if (flags.replay !== undefined) return;
  const wrong = flags.namespace.find((name) => !label.test(name));
  if (wrong !== undefined)
    throw usageError(`-n ${clean(wrong, 100)}: not the name of a namespace`, 'Names are lower-case, such as -n monitoring.');
  const limited = flags.namespace.length > 0 || flags.selector !== undefined || flags.allowCidr.length > 0 || flags.guess === true;
  if (limited && !wantsCluster(flags))
    throw usageError(
      '-n, -l, --allow-cidr and --guess are about the endpoints of a cluster',
      'Beside --target, add --context or --kubeconfig to scan the cluster too.',
    );
  if (aboutScrapes(flags) && !wantsCluster(flags))
    throw usageError(
      '--read-secrets, --use-scrape-certs and --prometheus-… are about the scrapes that a cluster declares',
      'Beside --target, add --context or --kubeconfig to scan the cluster too.',
    );
  if (flags.serverName !== undefined && !/^[\w.-]{1,253}$/.test(flags.serverName))
    throw usageError(`--server-name ${clean(flags.serverName, 100)}: not a DNS name`, 'for example: --server-name pgx.db.svc');
  if (flags.via === 'port-forward' && !wantsCluster(flags))
    throw usageError(
      '--via port-forward reaches pods of a cluster, and --target names an address',
      'Leave out --via, or name a cluster with --context.',
    );
  checkPair(flags.clientCert, flags.clientKey, 'client');
  checkPair(flags.wrongClientCert, flags.wrongClientKey, 'wrong-client');
  if (flags.dryRun === true && (flags.format !== 'table' || flags.output.length > 0))
    throw usageError('--dry-run prints a plan, not a report', 'Leave out --format and --output.');
}

/** A certificate and its key are given together. */
function checkPair(certificate: string | undefined, key: string | undefined, name: 'client' | 'wrong-client'): void {
  if ((certificate === undefined) === (key === undefined)) return;
  const [given, missing] = certificate === undefined ? ['key', 'cert'] : ['cert', 'key'];
  throw usageError(
    `--${name}-${given} needs --${name}-${missing}`,
    `Give both: --${name}-cert FILE --${name}-key FILE; one file may hold both.`,
  );
}

/** What makes sense of a recording: how it is judged and told. */
const ofReplay: ReadonlySet<string> = new Set([
  '--replay',
  '--format',
  '--output',
  '--fail-on',
  '--min-coverage',
  '--allow-empty',
  '--exit-zero',
  '--expiry-warning',
  '--quiet',
  '--verbose',
  '--no-color',
]);

function checkRecording({ record, replay, given = [], dryRun, output }: ScanFlags): void {
  const beside = given.find((option) => !ofReplay.has(option));
  if (replay !== undefined && beside !== undefined)
    throw usageError(
      `${beside} does not go with --replay: that scan is over`,
      'Leave it out. What remains to choose is how to judge and to report: --format, -o, --fail-on, --min-coverage, --expiry-warning.',
    );
  if (record !== undefined && dryRun === true) throw usageError('--dry-run sees nothing that could be recorded', 'Leave out --record.');
  const recording = record ?? replay;
  if (recording !== undefined && output.some(({ path }) => resolve(path) === resolve(recording)))
    throw usageError(
      `--${record === undefined ? 'replay' : 'record'} and -o both name ${clean(recording)}`,
      'Give each a file of its own.',
    );
}

const aboutScrapes = ({ readSecrets, useScrapeCerts, prometheusUrl, prometheusTargets }: ScanFlags): boolean =>
  readSecrets === true || useScrapeCerts === true || prometheusUrl.length + prometheusTargets.length > 0;

/** --target alone needs no cluster. */
export const wantsCluster = (flags: ScanFlags): boolean =>
  flags.target.length === 0 || flags.kubeconfig !== undefined || flags.context !== undefined;

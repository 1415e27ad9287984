import type { Invocation, Notification, Result, Run } from 'sarif';
import { isQuiet } from '../model/finding.ts';
import type { Report, Reporter } from '../model/report.ts';
import { incompleteBecause } from './incomplete.ts';
import { jsonChunks } from './json-chunks.ts';
import { scanName } from './sarif/location.ts';
import { notificationDescriptors, notificationsOf } from './sarif/notifications.ts';
import { resultOf } from './sarif/results.ts';
import { descriptorOf } from './sarif/rules.ts';
import { printable } from './strings.ts';

/**
 * SARIF 2.1.0, shaped for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0. A run that is not the whole truth says
 * `executionSuccessful: false`; uploaded all the same, a platform would close the alerts that are missing from it as fixed.
 */
export const sarif: Reporter = function* (report, { includeWaived }) {
  const told = report.findings.filter((finding) => !isQuiet(finding));
  const run = runOf(printable(report, told), includeWaived);
  yield* jsonChunks({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, depth);
  yield '\n';
};

/** Of the lists of results and of notifications, and of all that they are in. */
const depth = 6;

/** Its long lists are made as they are written. */
type LongRun = Omit<Run, 'results' | 'invocations'> & {
  readonly results: Iterable<Result>;
  readonly invocations: readonly LongInvocation[];
};
type LongInvocation = Omit<Invocation, 'toolExecutionNotifications'> & { readonly toolExecutionNotifications: Iterable<Notification> };

function runOf(report: Report, includeWaived: boolean): LongRun {
  const told = report.findings.filter(({ verdict }) => verdict === 'fail' || (includeWaived && verdict === 'waived'));
  const index = new Map(report.rules.map((rule, position) => [rule.id, position]));
  return {
    tool: {
      driver: {
        name: report.tool.name,
        version: report.tool.version,
        semanticVersion: report.tool.version,
        ...(report.tool.informationUri === undefined ? {} : { informationUri: report.tool.informationUri }),
        rules: report.rules.map(descriptorOf),
        notifications: notificationDescriptors,
      },
    },
    automationDetails: { id: `${report.tool.name}/${scanName(report)}/` },
    columnKind: 'utf16CodeUnits',
    invocations: [invocationOf(report)],
    results: made(told, (finding) => resultOf(finding, report, { ruleIndex: index.get(finding.rule) ?? -1, includeWaived })),
    properties: {
      ruleSetDigest: report.tool.ruleSet.digest,
      provenance: report.provenance,
      scope: report.scope,
      coverage: report.coverage,
    },
  };
}

function* made<T, R>(items: Iterable<T>, make: (item: T) => R): Generator<R> {
  for (const item of items) yield make(item);
}

const invocationOf = (report: Report): LongInvocation => ({
  executionSuccessful: incompleteBecause(report).length === 0,
  startTimeUtc: report.startedAt,
  endTimeUtc: report.finishedAt,
  toolExecutionNotifications: notificationsOf(report),
});

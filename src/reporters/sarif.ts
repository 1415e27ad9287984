import type { Invocation, Log, Run } from 'sarif';
import type { Report, Reporter } from '../model/report.ts';
import { incompleteBecause } from './incomplete.ts';
import { jsonText } from './json.ts';
import { scanName } from './sarif/location.ts';
import { notificationDescriptors, notificationsOf } from './sarif/notifications.ts';
import { resultOf } from './sarif/results.ts';
import { descriptorOf } from './sarif/rules.ts';
import { printable } from './strings.ts';

/**
 * SARIF 2.1.0, shaped for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0. A run that is not the whole truth says
 * `executionSuccessful: false`; uploaded all the same, a platform would close the alerts that are missing from it as fixed.
 */
export const sarif: Reporter = (report, { includeWaived }) => {
  const run = runOf(printable(report), includeWaived);
  const log: Log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return jsonText(log);
};

function runOf(report: Report, includeWaived: boolean): Run {
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
    results: told.map((finding) => resultOf(finding, report, { ruleIndex: index.get(finding.rule) ?? -1, includeWaived })),
    properties: {
      ruleSetDigest: report.tool.ruleSet.digest,
      provenance: report.provenance,
      scope: report.scope,
      coverage: report.coverage,
    },
  };
}

const invocationOf = (report: Report): Invocation => ({
  executionSuccessful: incompleteBecause(report).length === 0,
  startTimeUtc: report.startedAt,
  endTimeUtc: report.finishedAt,
  toolExecutionNotifications: notificationsOf(report),
});

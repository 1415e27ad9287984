import { isQuiet, quietOf, type Finding, type QuietFinding } from '../model/finding.ts';
import type { Reporter } from '../model/report.ts';
import { jsonChunks } from './json-chunks.ts';

/** The report itself; schema/report.schema.json describes it. */
export const json: Reporter = function* (report) {
  yield* jsonChunks({ ...report, findings: written(report.findings) }, 2);
  yield '\n';
};

function* written(findings: readonly Finding[]): Generator<Finding | QuietFinding> {
  for (const finding of findings) yield isQuiet(finding) ? quietOf(finding) : finding;
}

import { isUnknown, type Leaf } from '../model/fact.ts';
import type { Row } from '../model/packed.ts';
import type { Asked } from '../model/probe.ts';
import { suiteName, versionName } from '../model/registry.ts';
import { askedSuites } from './asked-suites.ts';
import type { SuiteAnswers } from './suite-answers.ts';
import type { Versions } from './versions.ts';

const row = (version: number, id: number, accepted: Leaf<boolean>): Row => ({
  version: versionName(version),
  name: suiteName(id),
  id,
  accepted,
});

/**
 * Every suite asked that the answers tell something of: at the accepted versions as they were answered; unknown where a version is; and where none
 * of its versions is accepted, not accepted, once (an EXPORT suite at a server of TLS 1.2 and 1.3).
 */
export function suiteRows(asked: Asked, { accepted }: Versions, answers: readonly SuiteAnswers[]): Row[] {
  const answered = answers.flatMap(({ version, settled }) => [...settled].map(([id, value]) => row(version, id, value)));
  const listed = new Set(answered.map(({ id }) => id));
  const others = askedSuites(asked).flatMap(({ suite: { id }, versions }) => {
    for (const version of versions) {
      const value = accepted.get(version);
      if (isUnknown(value)) return [row(version, id, value)];
    }
    if (listed.has(id) || versions.some((version) => accepted.get(version) === true)) return [];
    const refused = versions.find((version) => accepted.get(version) === false);
    return refused === undefined ? [] : [row(refused, id, false)];
  });
  return [...answered, ...others];
}

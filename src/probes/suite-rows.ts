import { isUnknown, type Leaf } from '../model/fact.ts';
import type { Row } from '../model/packed.ts';
import { suiteName, tlsVersions, versionName } from '../model/registry.ts';
import { askedSuites } from './offers.ts';
import type { Versions } from './versions.ts';
import type { SuiteAnswers } from './weak-suites.ts';

const row = (version: number, id: number, accepted: Leaf<boolean>): Row => ({
  version: versionName(version),
  name: suiteName(id),
  id,
  accepted,
});

/** One row for every suite at the highest of the versions that it is registered for and that `value` has an answer for. */
function once(names: readonly string[], without: ReadonlySet<number>, value: (version: number) => Leaf<boolean> | undefined): Row[] {
  const rows = new Map<number, Row>();
  for (const { id: version } of tlsVersions) {
    const accepted = value(version);
    if (accepted === undefined) continue;
    for (const { id } of askedSuites(names, version)) if (!without.has(id) && !rows.has(id)) rows.set(id, row(version, id, accepted));
  }
  return [...rows.values()];
}

/**
 * Every suite asked, at least once: at the accepted versions as they were answered; unknown where a version is; and where none of its
 * versions is accepted, not accepted, once (an EXPORT suite at a server of TLS 1.2 and 1.3).
 */
export function suiteRows(names: readonly string[], { accepted }: Versions, answers: readonly SuiteAnswers[]): Row[] {
  const answered = answers.flatMap(({ version, settled }) => [...settled].map(([id, value]) => row(version, id, value)));
  const open = once(names, new Set(), (version) => {
    const value = accepted.get(version);
    return isUnknown(value) ? value : undefined;
  });
  const listed = new Set([...answered, ...open].map(({ id }) => id));
  return [...answered, ...open, ...once(names, listed, (version) => (accepted.get(version) === false ? false : undefined))];
}

import type { Asked } from '../model/probe.ts';
import { spent } from './common.ts';
import { step } from './enumerate.ts';
import { readPreference } from './preference.ts';
import { abandon, answersOf, beginSearch, isOpen } from './search.ts';
import type { Suites } from './suite-answers.ts';
import { acceptedVersions, type Versions } from './versions.ts';
import type { Means } from './weak-suites.ts';

/**
 * Every registered suite at every accepted version, and the groups of TLS 1.3 and of the highest version below it: what the server chooses is
 * taken out of the next hello, until it refuses the rest. The versions take turns; what the connections do not suffice for is unknown.
 */
export async function readAllSuites(asked: Asked, versions: Versions, means: Means): Promise<Suites> {
  const accepted = acceptedVersions(versions);
  const searches = accepted.map((version) => beginSearch(version, versions, accepted));
  const goOn = (): boolean => means.left() > 0 && lied === '';
  let lied = '';
  while (searches.some(isOpen) && goOn()) {
    for (const search of searches) if (isOpen(search) && goOn()) lied = await step(means, search);
  }
  for (const search of searches) if (isOpen(search)) abandon(search, spent(asked));
  const preference = [];
  if (lied === '') for (const search of searches) preference.push(...(await readPreference(asked, search, means)));
  return { answers: searches.map((search) => answersOf(search, lied)), exhaustive: true, preference };
}

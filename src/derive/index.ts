import type { Deriver } from '../model/probe.ts';
import type { Asked } from '../prometheus/loaded/index.ts';
import { type ScrapeErrors, sameError } from '../prometheus/outcome/index.ts';
import { access } from './access.ts';
import { createLoadedState } from './loaded-state.ts';
import { mesh } from './mesh.ts';
import { createOutcome } from './outcome.ts';
import { replicas } from './replicas.ts';
import { createRoots } from './served.ts';
import { validity } from './validity.ts';
import { createVerification } from './verification.ts';

interface Given {
  readonly publicRoots: readonly string[]; // the certificates that clients trust unless told otherwise, in PEM
  readonly scrapeErrors?: () => ScrapeErrors; // rules/scrape-errors.yaml, read when a scrape is first predicted; without it a predicted failure has no text
  readonly asked?: readonly Asked[] | null; // the Prometheuses that told what they have loaded; null or absent: none was asked
}

/** Every group of derived facts; a group stands behind those that it is derived from. */
export function createDerivers({ publicRoots, scrapeErrors = () => [], asked = null }: Given): readonly Deriver[] {
  const roots = createRoots(publicRoots);
  return [
    access,
    validity,
    mesh,
    createVerification(roots),
    createOutcome(roots, scrapeErrors),
    createLoadedState(asked, sameError),
    replicas,
  ];
}

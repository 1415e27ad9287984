import { createLane, type Lane } from './fair.ts';

/** How a scan behaves towards all that it looks at. */
export interface Manners {
  readonly wide: number; // targets in progress, most of which wait for a first answer
  readonly narrow: number; // connections at once to targets that have answered
  readonly rate: number | null; // targets that are begun in one second; null: as many as there are places
  readonly random: () => number; // from 0 to 1, for jitter
}

const widest = 128;

/** As many first attempts as wait without harm: 128, and no more than eight for each connection that may work at once. */
export const wideOf = (narrow: number): number => Math.max(narrow, Math.min(widest, narrow * 8));

/** Two limits: silence costs nothing but time, so many may wait for a first answer; what follows costs both sides work. */
export interface Lanes {
  readonly wide: () => number;
  readonly narrow: Lane;
  /** This machine has no more sockets to give: from now on half as many targets are in progress. */
  readonly choke: () => void;
  readonly perOwner: number; // of the wide places
}

/** No namespace holds more than half of either lane, where there are several. */
export function createLanes({ wide, narrow }: Pick<Manners, 'wide' | 'narrow'>, namespaces: number): Lanes {
  const share = (places: number): number => (namespaces > 1 ? Math.ceil(places / 2) : places);
  let width = wide;
  return {
    wide: () => width,
    narrow: createLane({ places: () => narrow, perOwner: share(narrow) }),
    choke: () => {
      width = Math.max(Math.min(narrow, wide), Math.floor(width / 2));
    },
    perOwner: share(wide),
  };
}

import { couldNotLook, isKnown, isUnknown, outOfMode, type Facts, type Leaf } from '../model/fact.ts';
import { loadedShape, type Loaded, type Outcome } from '../model/facts.ts';
import type { DeriveInput, Deriver } from '../model/probe.ts';
import { joinLoaded, shownUrl, type Asked, type DeclaredTarget, type Joined, type LoadedTarget } from '../prometheus/loaded/index.ts';
import { needed } from './common.ts';

/** Whether two texts are the same error, whatever addresses, ports and times they name. */
type SameError = (shown: string, predicted: string) => boolean;

interface Compared {
  readonly explained: string;
  readonly agrees: Leaf<boolean>;
  readonly disagreement: string;
}

const silent = (agrees: Leaf<boolean>): Compared => ({ explained: '', agrees, disagreement: '' });

/** What the prediction makes of a target that is down. */
function whenDown(
  { lastError }: LoadedTarget,
  { succeeds, cause, error, error_2x, errors, shown }: Outcome,
  sameError: SameError,
): Compared {
  if (succeeds === true)
    return {
      explained: 'from here the scrape would succeed, so the reason lies between Prometheus and the target, or has passed since',
      agrees: false,
      disagreement: `Prometheus says down (${lastError || 'without an error'}), but by what the wire shows the scrape succeeds`,
    };
  const same = [error, ...errors, error_2x].some((each) => each !== '' && sameError(lastError, each));
  if (same) return { ...silent(true), explained: `the wire shows the same (pgx-audit explain ${cause})` };
  return { ...silent(true), explained: `the wire shows another reason: ${shown || cause}` };
}

function compared(found: LoadedTarget | null, facts: Facts, sameError: SameError): Compared {
  if (!found) return silent(couldNotLook('Prometheus says nothing of this target'));
  if (found.health === 'unknown') return silent(couldNotLook('Prometheus has not scraped the target yet'));
  const outcome = needed<Outcome>(facts, 'outcome');
  if (!isKnown(outcome)) return silent(couldNotLook('unknown' in outcome ? outcome.unknown : outcome.absent));
  const { succeeds, shown, cause } = outcome.known;
  if (isUnknown(succeeds)) return silent(succeeds);
  if (found.health === 'down') return whenDown(found, outcome.known, sameError);
  if (succeeds) return silent(true);
  return { ...silent(false), disagreement: `Prometheus says up, but by what the wire shows the scrape fails: ${shown || cause}` };
}

const stateOf = ({ found, pool, present, missing, differs }: Joined, comparison: Compared): Loaded => ({
  present,
  pool,
  missing,
  scheme: found?.url.scheme ?? '',
  url: found ? shownUrl(found.url) : '',
  differs,
  health: found?.health ?? '',
  last_error: found?.lastError ?? '',
  ...comparison,
});

function declaredTarget({ scrape, target, member }: DeriveInput): DeclaredTarget | null {
  const address = member?.address ?? target?.address;
  return scrape && target && address ? { scrape, target, member: { address, params: member?.params ?? '' } } : null;
}

/**
 * `state`: what Prometheus itself says of this target of the scrape, and whether the prediction (`outcome`, which has to be derived before) says
 * the same. Null: no Prometheus was asked.
 */
export function createLoadedState(asked: readonly Asked[] | null, sameError: SameError): Deriver<Loaded> {
  const of = { group: 'state', basis: 'loaded' } as const;
  return {
    group: 'state',
    shape: loadedShape,
    scope: 'scrape',
    derive(input) {
      if (!asked) return { ...of, ...outOfMode('no --prometheus-url or --prometheus-targets was given') };
      const declared = declaredTarget(input);
      if (!declared) return { ...of, ...couldNotLook('there is no address to look up') };
      const joined = joinLoaded(asked, declared);
      return { ...of, known: stateOf(joined, compared(joined.found, input.facts, sameError)) };
    },
  };
}

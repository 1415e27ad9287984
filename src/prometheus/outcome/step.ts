import type { Facts, Unknown } from '../../model/fact.ts';
import type { Certificate } from '../../model/facts.ts';
import type { Address, Endpoint, Scrape, Target } from '../../model/subject.ts';
import type { Pool } from '../../x509/index.ts';
import type { Values } from './template.ts';

/** A served chain whose leaf could be read. */
export interface Chain {
  readonly leaf: Certificate;
  readonly ders: readonly Uint8Array[]; // the leaf first
}

/** Everything that decides whether one scrape of one target succeeds. */
export interface ScrapeQuestion {
  readonly endpoint: Endpoint;
  readonly target: Target;
  readonly scrape: Scrape;
  readonly address: Address; // that Prometheus dials
  readonly params: string; // the query that it sends, '' for none
  readonly name: string; // that it verifies
  readonly chains: readonly Chain[] | Unknown; // that it may be served, of several one
  readonly roots: Pool | Unknown | null; // that it trusts; null: there is no certificate in the CA that it was given
  readonly facts: Facts; // of the target
  readonly now: Date;
}

/** Why a scrape fails for certain. */
export type Failing =
  | { readonly verifying: string } // Go's words for why it refuses the certificate
  | {
      readonly cause: string; // an id of rules/scrape-errors.yaml; '': it fails one way or another, and which text is shown is not known
      readonly values?: Values;
      readonly status?: number; // of the HTTP response that decides
      readonly since3?: boolean; // Prometheus 2.x does not fail for it
      readonly first?: string; // part of the text that is known to be shown, of several
    };

/** What one step of a scrape comes to, if those before it pass. */
export type Step = 'passes' | { readonly fails: Failing } | Unknown;

/** The reason alone, of a fact that is unknown. */
export const reasonOf = ({ unknown, cause, code }: Unknown): Unknown => ({ unknown, cause, ...(code && { code }) });

export const passes: Step = 'passes';
export const fails = (cause: string, more: Omit<Extract<Failing, { cause: string }>, 'cause'> = {}): Step => ({
  fails: { cause, ...more },
});
export const isFailing = (step: Step): step is { readonly fails: Failing } => typeof step === 'object' && 'fails' in step;

/**
 * The steps in Prometheus's order: the first that does not pass decides. Where that one is not known but a later one fails in any case, the
 * scrape fails, with a text that is not known.
 */
export function combined(steps: readonly Step[]): Step {
  const first = steps.find((step) => step !== 'passes');
  if (first === undefined || isFailing(first)) return first ?? passes;
  return steps.some(isFailing) ? fails('') : first;
}

import * as v from 'valibot';
import { text, type Immutable } from './shape.ts';

export const severities = ['critical', 'high', 'medium', 'low'] as const;
export const severityShape = v.picklist(severities);
export type Severity = v.InferOutput<typeof severityShape>;
export const verdictShape = v.picklist(['pass', 'fail', 'unknown', 'not-applicable', 'waived']);
export type Verdict = v.InferOutput<typeof verdictShape>;
export type Scope = 'target' | 'scrape' | 'endpoint' | 'object';

export const referenceShape = v.object({
  id: text('"RFC8996"'),
  section: v.string(),
  url: v.string(),
  says: text('the short reason, in our own words'),
});
export type Reference = Immutable<v.InferOutput<typeof referenceShape>>;

export interface Example {
  readonly given: Readonly<Record<string, unknown>>;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly expect: Verdict;
  readonly severity?: Severity;
  readonly message?: string; // where given, the message must contain it
}

/** One rule, as its file under rules/checks says it; sets in `params` are already expanded to names. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly why: string; // what an attacker or an outage would make of it, in one sentence
  readonly category: string;
  readonly severity: Severity;
  readonly adjust: readonly { readonly when: string; readonly severity: Severity; readonly because: string }[];
  readonly scope: Scope;
  readonly match: string; // CEL; '' matches always
  readonly appliesTo: string; // what `match` selects, in words: the reason of not-applicable; '' where `match` is
  readonly expect: string; // CEL; true is a pass
  readonly asks: Readonly<Record<string, string>>; // fact path → its parameter
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string; // CEL; a string
  readonly evidence: readonly string[]; // CEL; strings or lists of strings: what was seen that decided
  readonly fixAt: 'workload' | 'monitor'; // where the fix is made
  readonly fix: Readonly<Record<string, string>>; // by the exporter's kind; `default` always; `annotations`: of scrapes that prometheus.io annotations ask for
  readonly exporterFix: boolean; // the catalogue's sentence on this exporter's TLS goes before the fix
  readonly references: readonly Reference[];
  readonly examples: readonly Example[];
}

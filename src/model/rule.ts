export const severities = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof severities)[number];
export type Verdict = 'pass' | 'fail' | 'unknown' | 'not-applicable' | 'waived';
export type Scope = 'target' | 'scrape' | 'endpoint';

export interface Reference {
  readonly id: string; // "RFC8996"
  readonly section: string;
  readonly url: string;
  readonly says: string; // the short reason, in our own words
}

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
  readonly category: string;
  readonly severity: Severity;
  readonly adjust: readonly { readonly when: string; readonly severity: Severity; readonly because: string }[];
  readonly scope: Scope;
  readonly match: string; // CEL; '' matches always
  readonly expect: string; // CEL; true is a pass
  readonly asks: Readonly<Record<string, string>>; // fact path → its parameter
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string; // CEL; a string
  readonly fixAt: 'workload' | 'monitor'; // where the fix is made
  readonly fix: Readonly<Record<string, string>>; // by the exporter's kind; `default` always
  readonly references: readonly Reference[];
  readonly examples: readonly Example[];
}

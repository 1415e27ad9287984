/** What one namespace may cost the audit: no namespace is worth all the others. */
export interface NamespaceBudget {
  readonly targets: number; // that are looked at
  readonly milliseconds: number; // for which its targets are looked at, summed up
}

export interface Budgets {
  /** Why no further target of this namespace is looked at; '' where one may be, which is then counted. */
  refuse(namespace: string): string;
  /** Counts the time that a target took. */
  spend(namespace: string, milliseconds: number): void;
}

/** Keeps the accounts of all namespaces. What belongs to none (an address that the user named) is never refused. */
export function createBudgets({ targets, milliseconds }: NamespaceBudget): Budgets {
  const counts = new Map<string, number>();
  const spent = new Map<string, number>();
  return {
    refuse(namespace) {
      const count = counts.get(namespace) ?? 0;
      if (namespace === '') return '';
      if (count >= targets)
        return `over budget: ${targets} targets of namespace ${namespace} were looked at, and no more (--namespace-targets)`;
      if ((spent.get(namespace) ?? 0) >= milliseconds)
        return `over budget: the targets of namespace ${namespace} took ${milliseconds / 1000} s (--namespace-time)`;
      counts.set(namespace, count + 1);
      return '';
    },
    spend: (namespace, more) => void spent.set(namespace, (spent.get(namespace) ?? 0) + more),
  };
}

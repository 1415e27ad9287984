import type { LabelSet } from '../job.ts';

/**
 * Labels whose values are not known here, with the reason: by name, or by the beginning of a name followed by "*". Prometheus may have them.
 */
export type UnknownLabels = ReadonlyMap<string, string>;

/**
 * The labels of one target while it is relabeled: those it was discovered with, those of its job where it has none, and the changes. The
 * first two are shared by many targets and stay as they are.
 */
export class Labels {
  readonly #base: readonly LabelSet[];
  readonly #unknown: readonly UnknownLabels[];
  readonly #changes = new Map<string, string>(); // '' deletes

  constructor(base: readonly LabelSet[], unknown: readonly UnknownLabels[] = []) {
    this.#base = base;
    this.#unknown = unknown;
  }

  /** '' where there is none. */
  get(name: string): string {
    const change = this.#changes.get(name);
    if (change !== undefined) return change;
    for (const labels of this.#base) {
      const value = labels.get(name);
      if (value !== undefined && value !== '') return value;
    }
    return '';
  }

  /** Sets a label; an empty value deletes it. */
  set(name: string, value: string): void {
    if (value === '') this.#changes.delete(name); // set again later, it comes last
    this.#changes.set(name, value);
  }

  /** Why the value of a label is not known; '' where it is, or where there is none. */
  unknown(name: string): string {
    if (this.#changes.has(name) || this.get(name) !== '') return '';
    for (const labels of this.#unknown) {
      const reason = labels.get(name);
      if (reason !== undefined) return reason;
      for (const [each, why] of labels) if (each.endsWith('*') && name.startsWith(each.slice(0, -1))) return why;
    }
    return '';
  }

  /** Names, and beginnings of names with "*", of labels that may exist with a value that is not known. */
  unknowns(): readonly string[] {
    return this.#unknown.flatMap((labels) => [...labels.keys()]).filter((name) => name.endsWith('*') || this.unknown(name) !== '');
  }

  /** Whether the label was there before relabeling. Prometheus keeps such labels in no particular order. */
  isOriginal(name: string): boolean {
    return this.#base.some((labels) => labels.has(name));
  }

  /** The labels as they are now; those that relabeling set are last, in that order. */
  all(): Map<string, string> {
    const all = new Map<string, string>();
    for (const labels of this.#base)
      for (const [name, value] of labels) if (value !== '' && !this.#changes.has(name) && !all.has(name)) all.set(name, value);
    for (const [name, value] of this.#changes) if (value !== '') all.set(name, value);
    return all;
  }
}

import { reasonCodes, type ReasonCode } from '../model/reason.ts';
import type { NotProbed } from '../model/subject.ts';
import { clean } from '../model/text.ts';

/** What was found and is not audited: each thing once, bounded; the rest is counted. */
export interface NotProbedList {
  add(what: string, code: ReasonCode, reason: string): void;
  end(): { readonly notProbed: readonly NotProbed[]; readonly notProbedOmitted: number };
}

export function createNotProbed(most: number): NotProbedList {
  const seen = new Map<string, NotProbed>();
  const omitted = new Set<string>();
  return {
    add(what, code, reason) {
      const entry = { what: clean(what), code, because: reasonCodes[code], reason: clean(reason) };
      const key = `${entry.what}\n${entry.reason}`;
      if (seen.has(key)) return;
      if (seen.size < most) seen.set(key, entry);
      else if (omitted.size < 100 * most) omitted.add(key);
    },
    end: () => ({ notProbed: [...seen.values()], notProbedOmitted: omitted.size }),
  };
}

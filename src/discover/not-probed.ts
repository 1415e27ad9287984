import { reasonCodes, type ReasonCode } from '../model/reason.ts';
import type { NotProbed } from '../model/subject.ts';
import { clean } from '../model/text.ts';
import { inTurns } from './standing.ts';

/** What was found and is not audited: each thing once, bounded; the rest is counted. */
export interface NotProbedList {
  add(what: string, code: ReasonCode, reason: string): void;
  end(): { readonly notProbed: readonly NotProbed[]; readonly notProbedOmitted: number };
}

interface Group {
  readonly entries: NotProbed[];
  readonly seen: Set<string>;
}

/** "Service db/pgx port 9187" is of namespace db. */
const namespaceOf = ({ what }: NotProbed): string => /^\S+ ([^\s/]+)\//.exec(what)?.[1] ?? '';

/** Where there is not room for all, namespaces take turns: one that has much to tell of leaves room for the others. */
export function createNotProbed(most: number): NotProbedList {
  const groups = new Map<string, Group>();
  const all: NotProbed[] = [];
  return {
    add(what, code, reason) {
      const entry = { what: clean(what), code, because: reasonCodes[code], reason: clean(reason) };
      const key = `${entry.what}\n${entry.reason}`;
      const { entries, seen } = groups.get(namespaceOf(entry)) ?? { entries: [], seen: new Set() };
      groups.set(namespaceOf(entry), { entries, seen });
      if (seen.has(key) || seen.size >= 100 * most) return;
      seen.add(key);
      if (entries.length >= most) return;
      entries.push(entry);
      all.push(entry);
    },
    end() {
      const kept = new Set(inTurns(all, namespaceOf).slice(0, most));
      const told = [...groups.values()].reduce((sum, { seen }) => sum + seen.size, 0);
      return { notProbed: all.filter((each) => kept.has(each)), notProbedOmitted: told - kept.size };
    },
  };
}

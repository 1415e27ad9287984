/** What a memory may hold: so many values, made from so many bytes in all. */
interface Bounds {
  readonly entries: number;
  readonly bytes: number;
}

/** Gives the value of a key, made at the first ask; `bytes` is the size of what it is made from. */
type Remember<T> = (key: string, bytes: number, make: () => T) => T;

/** Remembers values by key; the one that was longest not asked for goes first. A value larger than the bound is not kept. */
export function remembering<T>(most: Bounds): Remember<T> {
  const kept = new Map<string, { readonly value: T; readonly bytes: number }>();
  let held = 0;
  const forget = (key: string): void => {
    held -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  };
  return (key, bytes, make) => {
    const before = kept.get(key);
    forget(key);
    const entry = before ?? { value: make(), bytes };
    kept.set(key, entry);
    held += entry.bytes;
    while (kept.size > most.entries || held > most.bytes) forget(kept.keys().next().value as string);
    return entry.value;
  };
}

/** The name that was probably meant, or undefined where none is close. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const meant = name.toLowerCase();
  if (meant === '') return undefined;
  const [best] = names.map((each) => ({ each, distance: editDistance(meant, each.toLowerCase()) })).sort((a, b) => a.distance - b.distance);
  const close = best && (best.distance <= Math.max(2, Math.floor(meant.length / 3)) || best.each.toLowerCase().includes(meant));
  return close ? best.each : undefined;
}

/** Levenshtein distance of two short strings. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}

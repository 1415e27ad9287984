import { nearest } from '../model/nearest.ts';

/** The hint of an error about a name that is not known: the one that was probably meant, else all there are. */
export function suggest(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  if (meant !== undefined) return `did you mean "${meant}"?`;
  return names.length > 0 ? `known: ${[...names].sort().join(', ')}` : '';
}

import { nearest } from '../model/nearest.ts';
import { clean } from '../model/text.ts';

type Path = readonly (string | number)[];

/** What is wrong with the value at `path` of the catalogue, as valibot tells it. */
export interface Issue {
  readonly path: Path;
  readonly type: string;
  readonly expected: string | null;
  readonly received: string;
  readonly message: string;
}

/** What may stand there: the words to choose from, and the fields that the object around it has. */
export interface Allowed {
  readonly choices: readonly string[];
  readonly fields: readonly string[];
}

/** The issue in one line that names the entry, and a hint where a field is misspelt ('' where not). */
export function complain(catalogue: unknown, issue: Issue, { choices, fields }: Allowed): { message: string; hint: string } {
  const { entry, field } = placeOf(catalogue, issue.path);
  if (isUnknownField(issue)) {
    const meant = nearest(String(issue.path.at(-1)), fields);
    return { message: `${entry}unknown field "${field}"`, hint: meant === undefined ? '' : `did you mean "${meant}"?` };
  }
  const known = choices.length === 0 ? '' : ` (${choices.slice(0, -1).join(', ')} or ${choices.at(-1)})`;
  if (issue.received === 'undefined') return { message: `${entry}${field} is missing${known}`, hint: '' };
  const said = known === '' ? `: ${clean(issue.message, 200)}` : ` cannot be ${clean(issue.received, 100)}${known}`;
  return { message: `${entry}${field === '' ? 'this' : field}${said}`, hint: '' };
}

export const isUnknownField = ({ type, expected }: Pick<Issue, 'type' | 'expected'>): boolean =>
  type === 'strict_object' && expected === 'never';

/** `exporter "name": `, or the entry's place in the list where it has no name, and the path within it. */
function placeOf(catalogue: unknown, path: Path): { entry: string; field: string } {
  const [list, index, ...within] = path;
  const text = (parts: Path): string => clean(parts.join('.'), 100);
  if (list !== 'exporters' || index === undefined) return { entry: '', field: text(path) };
  const name = (catalogue as { exporters: readonly ({ name?: unknown } | null)[] }).exporters[Number(index)]?.name;
  return { entry: typeof name === 'string' ? `exporter "${clean(name, 100)}": ` : `exporters.${index}: `, field: text(within) };
}

/** Text that is not well-formed cannot be encoded. */
const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd');

/** Go's url.QueryEscape. */
const escapeQuery = (text: string): string =>
  encodeURIComponent(wellFormed(text))
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');

/** The path of a URL as Go writes it (net/url, EscapedPath and String). */
export function escapePath(path: string): string {
  const escaped = encodeURI(wellFormed(path)).replace(
    /[!'()*?#]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return escaped.startsWith('/') ? escaped : `/${path === '*' ? '*' : escaped}`;
}

/**
 * The query of a target's URL (scrape/target.go, URL): the parameters of the job, their first values replaced by the labels __param_*; sorted by
 * name, as Go's url.Values.Encode has them.
 */
export function queryOf(params: Readonly<Record<string, readonly string[]>>, labels: ReadonlyMap<string, string>): string {
  const values = new Map(Object.entries(params).map(([name, list]) => [name, [...list]]));
  for (const [label, value] of labels)
    if (label.startsWith('__param_')) {
      const name = label.slice('__param_'.length);
      values.set(name, [value, ...(values.get(name)?.slice(1) ?? [])]);
    }
  const names = [...values.keys()].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  return names.flatMap((name) => (values.get(name) ?? []).map((value) => `${escapeQuery(name)}=${escapeQuery(value)}`)).join('&');
}

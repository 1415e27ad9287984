/**
 * The path that Prometheus requests: Go's url.URL escapes what may not stand in a path, so a query written into it becomes part of it.
 * Bounded to 1024 characters.
 */
export function requestPath(path: string | null | undefined): string {
  const given = (path || '/metrics').slice(0, 1024).replace(/[\ud800-\udfff]/gu, '\ufffd');
  const escaped = encodeURI(given).replaceAll('?', '%3F').replaceAll('#', '%23');
  return escaped.startsWith('/') ? escaped : `/${escaped}`;
}

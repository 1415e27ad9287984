/** Go's net.JoinHostPort. */
export const joinHostPort = (host: string, port: number | string): string => (/[:%]/.test(host) ? `[${host}]:${port}` : `${host}:${port}`);

/** Prometheus 2 adds the port of the scheme to an address that has none (scrape/target.go, PopulateLabels); Prometheus 3 does not. */
export function withDefaultPort(address: string, scheme: string): string | null {
  if (hasPort(address)) return address;
  if (!hasPort(`${address}:1234`)) return address;
  if (scheme === 'http' || scheme === '') return `${address}:80`;
  return scheme === 'https' ? `${address}:443` : null;
}

/** Whether Go's net.SplitHostPort takes it. */
const hasPort = (address: string): boolean => /^(?:\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/.test(address);

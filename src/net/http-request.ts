const mostPath = 4096;

const others = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]+/g; // than RFC 3986 section 3.3, the query's mark, and what is encoded already
const encode = (text: string): string =>
  [...Buffer.from(text, 'utf8')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

/** The path in the characters of a request line: all else is percent-encoded, so that no path can add a header (RFC 9112 section 3). */
const requestTarget = (path: string): string => (path.startsWith('/') ? path : `/${path}`).slice(0, mostPath).replace(others, encode);

/** One GET, without credentials, as Prometheus asks for its text format; the last one on its connection unless told otherwise. */
export const getRequest = (path: string, exchange: { readonly host: string; readonly userAgent: string }, last = true): Buffer =>
  Buffer.from(
    [
      `GET ${requestTarget(path)} HTTP/1.1`,
      `Host: ${exchange.host}`,
      `User-Agent: ${exchange.userAgent}`,
      'Accept: text/plain;version=0.0.4',
      'Accept-Encoding: identity',
      `Connection: ${last ? 'close' : 'keep-alive'}`,
      '',
      '',
    ].join('\r\n'),
  );

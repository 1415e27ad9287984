/**
 * Recognises a Prometheus text exposition (exposition format 0.0.4, and 1.0.0 with quoted names) or OpenMetrics 1.0 by its first lines, not
 * by the content type that the server claims.
 */

const mostLines = 50;
const mostLineLength = 16 * 1024;

const metadata = /^# (?:HELP|TYPE|UNIT) (?:[a-zA-Z_:][\w:]*|"[^"]+")(?: |$)/;
const value = String.raw`[-+]?(?:\d[\w.+-]*|\.\d[\w+-]*|Inf|inf|NaN|nan)`;
/** `name{labels} value [timestamp] [# exemplar]`; the greedy `.*` gives back at most once per `}`. */
const sample = new RegExp(String.raw`^(?:[a-zA-Z_:][\w:]*(?:\{.*\})?|\{.*\})[ \t]+${value}(?:[ \t]|$)`);
const endOfExposition = '# EOF';

const says = (line: string): boolean => metadata.test(line) || sample.test(line) || line === endOfExposition;
const comment = (line: string): boolean => line === '' || line.startsWith('#');

/** Undefined where too little was read to tell: not even one line is whole. */
export function isExposition(body: Uint8Array, truncated: boolean): boolean | undefined {
  const lines = Buffer.from(body).toString('utf8').split('\n');
  if (truncated) lines.pop(); // it may be cut off
  if (truncated && lines.length === 0) return undefined;
  const first = lines.slice(0, mostLines).map((line) => line.slice(0, mostLineLength).replace(/\r$/, ''));
  return first.some(says) && first.every((line) => comment(line) || says(line));
}

import type { BuildInfo, HttpSeen, Phrase } from '../model/http-seen.ts';
import { clean } from '../model/text.ts';
import { isExposition } from './exposition.ts';

/** What is said within the first 4 KiB, by those who say it: Go, nginx, Apache httpd, Tomcat and others on the JVM; nginx; net/http/pprof; exporters that probe others. */
const phrases: readonly (readonly [Phrase, RegExp])[] = [
  [
    'https-only',
    /HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS port|plain HTTP to an SSL-enabled server port|requires TLS/i,
  ],
  ['certificate-required', /No required SSL certificate was sent/],
  ['certificate-error', /The SSL certificate error/],
  ['pprof', /Types of profiles available:/], // and not a landing page that links to it
  ['configuration', /^(?:(?:#[^\r\n]*|---|[ \t]*)\r?\n)*[A-Za-z_][\w-]*:[ \t]*\r?\n(?:[ \t]+|- )\S/], // YAML: a key with something below it
  ['probe', /target.{0,20}(?:parameter|missing|specified|required)|(?:parameter|missing|specify).{0,20}target/i],
];
const mostSaid = 4096;

/** `<name>_build_info{…} 1` and `go_info{…} 1`. */
const build = /^([a-zA-Z_:][\w:]{0,199}_build_info|go_info)\{([^\n}]{0,2000})\}/gm;
const mostBuilds = 20;

const labelOf = (labels: string, name: string): string => new RegExp(`(?:^|,)\\s*${name}="([^"\\n]{0,200})"`).exec(labels)?.[1] ?? '';

function buildOf([, metric = '', labels = '']: readonly string[]): BuildInfo {
  const version = labelOf(labels, 'version');
  const isGo = metric === 'go_info';
  return { metric, version: isGo ? '' : clean(version, 100), goVersion: clean(isGo ? version : labelOf(labels, 'goversion'), 100) };
}

type Content = Pick<HttpSeen, 'bytes' | 'truncated' | 'exposition' | 'says' | 'builds'>;

/** Reads what a body tells; nothing else of it is kept. */
export function contentOf(body: Uint8Array, truncated: boolean): Content {
  const text = Buffer.from(body).toString('latin1');
  const start = text.slice(0, mostSaid);
  const exposition = isExposition(body, truncated) ?? null;
  return {
    bytes: body.length,
    truncated,
    exposition,
    says: phrases.filter(([, said]) => said.test(start)).map(([phrase]) => phrase),
    builds: exposition === true ? [...text.matchAll(build)].slice(0, mostBuilds).map(buildOf) : [],
  };
}

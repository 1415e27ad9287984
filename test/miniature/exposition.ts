/** What an exporter is, as its own metrics tell it. */
export interface ExporterIdentity {
  readonly title: string; // of the landing page
  readonly prefix: string; // of its own metrics
  readonly version: string;
  readonly subject: string; // what it watches, as in "pg_up"
}

const gauge = (name: string, help: string, sample: string): string => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${sample}\n`;

/** Prometheus text format 0.0.4, as client_golang writes it. */
export function exposition({ prefix, version, subject }: ExporterIdentity): string {
  return [
    '# HELP go_gc_duration_seconds A summary of the wall-time pause (stop-the-world) duration in garbage collection cycles.',
    '# TYPE go_gc_duration_seconds summary',
    'go_gc_duration_seconds{quantile="0"} 1.8034e-05',
    'go_gc_duration_seconds{quantile="1"} 0.000183041',
    'go_gc_duration_seconds_sum 0.001592862',
    'go_gc_duration_seconds_count 31',
    gauge('go_info', 'Information about the Go environment.', 'go_info{version="go1.26.2"} 1'),
    gauge(
      `${prefix}_build_info`,
      `A metric with a constant '1' value labeled by version, revision, branch and goversion from which ${prefix} was built.`,
      `${prefix}_build_info{branch="HEAD",goversion="go1.26.2",revision="0000000",version="${version}"} 1`,
    ),
    gauge(`${subject}_up`, 'Whether the last scrape of the service was successful.', `${subject}_up 1`),
  ].join('\n');
}

/** The page at "/", as exporter-toolkit's landing page has it. */
export const landingPage = ({ title, version }: ExporterIdentity, path: string): string =>
  `<!DOCTYPE html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1>` +
  `<p>Version: (version=${version}, branch=HEAD)</p><ul><li><a href="${path}">Metrics</a></li></ul></body></html>\n`;

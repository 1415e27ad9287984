/** What of a response's body tells something by its wording: as servers and exporters are known to say it. */
export type Phrase =
  | 'https-only' // "Client sent an HTTP request to an HTTPS server.", and what others say for it
  | 'certificate-required' // nginx: "No required SSL certificate was sent"
  | 'certificate-error' // nginx: "The SSL certificate error"
  | 'pprof' // the index of net/http/pprof
  | 'configuration' // a configuration in YAML
  | 'probe'; // asks for, or complains about, the target of a probe

/** A sample of `<name>_build_info` or of `go_info`: labels that name versions. */
export interface BuildInfo {
  readonly metric: string;
  readonly version: string; // '' where it has none
  readonly goVersion: string; // "go1.26.8"; '' where it has none
}

/** A response, without its body: what it says is read where it comes in, and the body itself goes no further. */
export interface HttpSeen {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>; // lower-case names, values stripped of control characters, bounded
  readonly bytes: number; // of the body, as far as it was read: at most 64 KiB, in answer to `cost` 16 MiB
  readonly truncated: boolean; // there was more
  readonly exposition: boolean | null; // the body is a Prometheus or OpenMetrics exposition; null: too little was read to tell
  readonly says: readonly Phrase[];
  readonly builds: readonly BuildInfo[]; // at most 20
}

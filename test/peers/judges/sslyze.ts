import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../support/run.ts';
import { group, ordered, row, suite, type Judge, type Judged } from './common.ts';

/** sslyze: one handshake for each suite, of OpenSSL 1.0.2 for what is old and 1.1.1 for the rest. */

interface Accepted {
  readonly cipher_suite: { readonly name: string };
  readonly ephemeral_key: { readonly type_name: string; readonly size: number } | null;
}
interface Command<T> {
  readonly status: string;
  readonly result: T | null;
}
interface Scan {
  readonly [protocol: `${string}_cipher_suites`]: Command<{
    readonly is_tls_version_supported: boolean;
    readonly accepted_cipher_suites: readonly Accepted[];
  }>;
  readonly elliptic_curves: Command<{ readonly supported_curves: readonly { readonly name: string }[] | null }>;
  readonly tls_compression: Command<{ readonly supports_compression: boolean }>;
  readonly tls_1_3_early_data: Command<{ readonly supports_early_data: boolean }>;
  readonly tls_fallback_scsv: Command<{ readonly supports_fallback_scsv: boolean }>;
  readonly session_renegotiation: Command<{ readonly supports_secure_renegotiation: boolean }>;
  readonly tls_extended_master_secret: Command<{ readonly supports_ems_extension: boolean }>;
  readonly session_resumption: Command<{ readonly session_id_resumption_result: string; readonly tls_ticket_resumption_result: string }>;
  readonly certificate_info: Command<{ readonly certificate_deployments: readonly { readonly ocsp_response: unknown }[] }>;
}
interface Result {
  readonly connectivity_status: string;
  readonly connectivity_error_trace: string | null;
  readonly connectivity_result: { readonly client_auth_requirement: string } | null;
  readonly scan_result: Scan | null;
}

const protocols = {
  ssl_2_0: 'SSLv2',
  ssl_3_0: 'SSLv3',
  tls_1_0: 'TLSv1.0',
  tls_1_1: 'TLSv1.1',
  tls_1_2: 'TLSv1.2',
  tls_1_3: 'TLSv1.3',
} as const;

/** OpenSSL 1.0.2's names of SSLv2 kinds are no suites of the registry. */
function suitesOf(scan: Scan): { rows: string[]; primes: Map<string, number>; versions: string[] } {
  const rows: string[] = [];
  const versions: string[] = [];
  const primes = new Map<string, number>();
  for (const [key, name] of Object.entries(protocols)) {
    const accepted = scan[`${key}_cipher_suites`]?.result?.accepted_cipher_suites ?? [];
    if (accepted.length > 0) versions.push(name);
    for (const { cipher_suite: found, ephemeral_key: ephemeral } of name === 'SSLv2' ? [] : accepted) {
      const each = row(name, suite(found.name));
      rows.push(each);
      if (ephemeral?.type_name === 'DH') primes.set(each, ephemeral.size);
    }
  }
  return { rows, primes, versions };
}

/** Facts whose command ended; the others it does not tell. */
function sessionOf(scan: Scan): Record<string, boolean> {
  const told: Record<string, boolean | undefined> = {
    compression: scan.tls_compression.result?.supports_compression,
    fallback_scsv: scan.tls_fallback_scsv.result?.supports_fallback_scsv,
    secure_renegotiation: scan.session_renegotiation.result?.supports_secure_renegotiation,
    extended_master_secret: scan.tls_extended_master_secret.result?.supports_ems_extension,
    early_data: scan.tls_1_3_early_data.result?.supports_early_data,
  };
  return Object.fromEntries(Object.entries(told).flatMap(([name, yes]) => (yes === undefined ? [] : [[name, yes]])));
}

function judgedOf({ connectivity_status, connectivity_error_trace, connectivity_result, scan_result }: Result): Judged {
  if (!scan_result) throw new Error(`sslyze: ${connectivity_status} ${connectivity_error_trace ?? ''}`);
  const { rows, primes, versions } = suitesOf(scan_result);
  const curves = scan_result.elliptic_curves.result?.supported_curves;
  return {
    versions: ordered(versions),
    suites: ordered(rows),
    primes,
    session: sessionOf(scan_result),
    clientAuth: connectivity_result?.client_auth_requirement ?? '',
    ...(curves && { curves: ordered(curves.map(({ name }) => group(name))) }),
  };
}

const scans = [
  'sslv2',
  'sslv3',
  'tlsv1',
  'tlsv1_1',
  'tlsv1_2',
  'tlsv1_3',
  'elliptic_curves',
  'compression',
  'early_data',
  'fallback',
  'reneg',
  'ems',
];

export const sslyze: Judge = {
  name: 'sslyze',
  async judge(port) {
    const dir = await mkdtemp(path.join(tmpdir(), 'pgx-sslyze-'));
    const out = path.join(dir, 'out.json');
    try {
      const flags = scans.map((each) => `--${each}`);
      const { stderr } = await run([
        'python3',
        '-m',
        'sslyze',
        '--quiet',
        '--mozilla_config=disable',
        `--json_out=${out}`,
        ...flags,
        `127.0.0.1:${port}`,
      ]);
      const text = await readFile(out, 'utf8').catch(() => {
        throw new Error(`sslyze wrote no report: ${stderr}`);
      });
      return judgedOf((JSON.parse(text) as { server_scan_results: [Result] }).server_scan_results[0]);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  },
};

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createKubeApi, loadKubeAccess } from '../../../src/kube/index.ts';
import { PgxError } from '../../../src/model/errors.ts';
import type { Refusal } from './row.ts';

/** Where a kubeconfig leads: the whole user that the API server sees, or a class of refusal with the words of it. */
export interface Outcome {
  readonly is: string; // the user's name, or the class
  readonly user: unknown; // null where refused
  readonly said: string;
}

export interface Given {
  readonly env: Readonly<Record<string, string>>;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

interface UserInfo {
  readonly username: string;
}
const reviewed = (review: unknown): Outcome => {
  const user = (review as { status: { userInfo: UserInfo } }).status.userInfo;
  return { is: user.username, user, said: '' };
};

const kubectlSays: readonly (readonly [RegExp, Refusal])[] = [
  [/getting credentials|exec plugin cannot|exec: executable/, 'plugin'],
  [/proxyconnect|socks connect|Unable to connect to the server: (Forbidden|Proxy)|: Forbidden$/m, 'proxy'],
  [/must be logged in|Unauthorized/, 'unauthorized'],
  [/is forbidden|\(Forbidden\)|do not have permission/, 'forbidden'],
  [/is not enabled in the cluster/, 'not found'],
  [/\(BadRequest\)|HTTP request to an HTTPS server|rejected our request/, 'bad request'],
  [/failed to verify certificate|x509:/, 'tls'],
  [/was refused|connection refused|no such host|unsupported protocol scheme|Unable to connect to the server|lookup /, 'unreachable'],
];

/** What the real kubectl comes to. */
export const kubectlOutcome = ({ env, kubeconfig, context }: Given, cwd: string): Promise<Outcome> =>
  new Promise((resolve) => {
    const flags = [
      ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
      ...(context === undefined ? [] : ['--context', context]),
    ];
    const program = `${process.env['PGX_CLUSTER_BIN']}/kubectl`;
    const child = execFile(program, [...flags, 'auth', 'whoami', '-o', 'json'], { env, cwd, timeout: 30_000 }, (error, stdout, stderr) => {
      if (!error) return resolve(reviewed(JSON.parse(stdout)));
      const is = kubectlSays.find(([pattern]) => pattern.test(stderr))?.[1] ?? 'config';
      return resolve({ is, user: null, said: stderr.trim() });
    });
    child.stdin?.end(); // it asks for a user and a password where it has none
  });

const weSay: readonly (readonly [RegExp, Refusal])[] = [
  [/^credential plugin|wants a terminal/, 'plugin'],
  [/\(401\)/, 'unauthorized'],
  [/^the (SOCKS )?proxy \d/, 'proxy'],
  [/unreachable: (its certificate|.*certificate)/, 'tls'],
  [/unreachable:/, 'unreachable'],
];

/** What we come to. */
export async function ourOutcome({ env, kubeconfig, context }: Given): Promise<Outcome> {
  try {
    const access = await loadKubeAccess({ env, kubeconfig, context, readFile: (path) => readFile(path, 'utf8') });
    const api = createKubeApi(access, { signal: AbortSignal.timeout(30_000) });
    const got = await api.review('SelfSubjectReview', {}).finally(() => void api.close());
    if ('found' in got) return reviewed(got.found);
    const classes: Readonly<Record<string, Refusal>> = { forbidden: 'forbidden', absent: 'not found', failed: 'bad request' };
    return { is: classes[got.missing] ?? got.missing, user: null, said: got.detail };
  } catch (error) {
    if (!(error instanceof PgxError)) throw error;
    return { is: weSay.find(([pattern]) => pattern.test(error.message))?.[1] ?? 'config', user: null, said: error.message };
  }
}

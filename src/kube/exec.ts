import { spawn } from 'node:child_process';
import * as v from 'valibot';
import { scanError } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import type { Chosen } from './context.ts';
import type { Exec } from './kubeconfig-shape.ts';
import { oneLine } from './reason.ts';

const statusShape = v.object({
  token: v.nullish(v.string()),
  clientCertificateData: v.nullish(v.string()),
  clientKeyData: v.nullish(v.string()),
  expirationTimestamp: v.nullish(v.string()),
});
const credentialShape = v.object({ apiVersion: v.string(), kind: v.literal('ExecCredential'), status: v.nullish(statusShape) });

/** What a credential plugin gives. `expires`: milliseconds since the epoch, Infinity where it does not say. */
export interface PluginCredential {
  readonly token: string;
  readonly cert: string;
  readonly key: string;
  readonly expires: number;
}

export interface PluginOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly ca: string; // PEM, '' for none
}

const mostOutput = 2 ** 20;

/**
 * Runs the credential plugin of the user once (client.authentication.k8s.io). It gets no input, and is ended when it takes too long.
 * Throws a scan error with the first line of what it said; never with what it printed as its answer, which may be a secret.
 */
export async function runPlugin(chosen: Chosen, exec: Exec, options: PluginOptions): Promise<PluginCredential> {
  const hint = exec.installHint ? oneLine(exec.installHint.trim().split('\n', 1)[0] ?? '') : 'try: kubectl auth whoami';
  try {
    const output = await outputOf(exec, { ...options, info: execInfo(chosen, exec, options.ca) });
    return credentialOf(output, exec);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'not found' : code === 'EACCES' ? 'cannot be executed' : oneLine(message.trim().split('\n', 1)[0] ?? '');
    throw scanError(`credential plugin ${clean(exec.command ?? '', 200)}: ${reason || 'it failed'}`, hint);
  }
}

/** KUBERNETES_EXEC_INFO: an ExecCredential without a status. */
function execInfo({ server, cluster }: Chosen, exec: Exec, ca: string): string {
  const info = {
    server,
    'tls-server-name': cluster['tls-server-name'] || undefined,
    'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'] || undefined,
    'certificate-authority-data': ca ? Buffer.from(ca).toString('base64') : undefined,
    'proxy-url': cluster['proxy-url'] || undefined,
    config: cluster.extensions?.find(({ name }) => name === 'client.authentication.k8s.io/exec')?.extension,
  };
  const spec = { ...(exec.provideClusterInfo === true && { cluster: info }), interactive: false };
  return JSON.stringify({ kind: 'ExecCredential', apiVersion: exec.apiVersion, spec });
}

function outputOf(exec: Exec, { env, timeoutMs, info }: PluginOptions & { readonly info: string }): Promise<string> {
  const added = Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value]));
  const child = spawn(exec.command ?? '', exec.args ?? [], {
    env: { ...env, ...added, KUBERNETES_EXEC_INFO: info },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] = (said[name] + text).slice(0, mostOutput);
    });
  return new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`no answer within ${timeoutMs / 1000} s`));
    }, timeoutMs);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(said.stdout);
      else reject(new Error(said.stderr.trim() || `it ended with ${signal ?? `exit code ${code}`}`));
    });
  }).finally(() => {
    child.stdout.destroy(); // a child of it may hold them open
    child.stderr.destroy();
  });
}

function credentialOf(output: string, exec: Exec): PluginCredential {
  const parsed = v.safeParse(credentialShape, parseJson(output));
  if (!parsed.success) throw new Error('its answer is not an ExecCredential');
  const { apiVersion, status } = parsed.output;
  if (apiVersion !== exec.apiVersion) throw new Error(`it answers in ${clean(apiVersion, 100)}, and ${exec.apiVersion} is configured`);
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp } = status ?? {};
  if (!token && !cert && !key) throw new Error('its answer has neither a token nor a certificate');
  if (!cert !== !key) throw new Error('its answer has only one of certificate and key');
  const expires = expirationTimestamp ? Date.parse(expirationTimestamp) : Infinity;
  if (Number.isNaN(expires)) throw new Error('its expirationTimestamp is not a time');
  return { token: token ?? '', cert: cert ?? '', key: key ?? '', expires };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

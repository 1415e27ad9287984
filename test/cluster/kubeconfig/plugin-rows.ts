import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configOf, type Kit, type Row } from './row.ts';

const reader = 'system:serviceaccount:accounts:reader';
const api = 'client.authentication.k8s.io';

const answer = (status: object, version = 'v1'): string =>
  `cat <<'END'\n${JSON.stringify({ apiVersion: `${api}/${version}`, kind: 'ExecCredential', status })}\nEND\n`;

const unless = (condition: string): string => `${condition} || { echo no >&2; exit 1; }\n`;

/** Credential plugins: scripts beside the kubeconfig. */
export function pluginRows(kit: Kit): Row[] {
  const cluster = { server: kit.server, 'certificate-authority-data': kit.ca };
  const pem = (name: string): string => readFileSync(join(kit.dir, name), 'utf8');
  const token = answer({ token: kit.token });
  const row = (
    name: string,
    script: string,
    expect: string,
    more: { exec?: object; user?: object; file?: string; env?: Row['env']; cluster?: object } = {},
  ): Row => {
    const exec = { apiVersion: `${api}/v1`, command: './plugin', interactiveMode: 'Never', ...more.exec };
    const config = configOf({ ...cluster, ...more.cluster }, { exec, ...more.user });
    return { name, expect, files: { config, [more.file ?? 'plugin']: `#!/bin/sh\n${script}` }, ...(more.env && { env: more.env }) };
  };
  const certificate = { clientCertificateData: pem('auditor.crt'), clientKeyData: pem('auditor.key') };
  return [
    row('plugin beside the kubeconfig', token, reader),
    row('plugin in a folder below', token, reader, { exec: { command: 'bin/plugin' }, file: 'bin/plugin' }),
    row('plugin on the PATH', token, reader, {
      exec: { command: 'plugin-of-row' },
      file: 'bin/plugin-of-row',
      env: { PATH: '$DIR/bin:/usr/bin:/bin' },
    }),
    row('plugin of the current folder only', token, 'plugin', { exec: { command: 'plugin' } }),
    row('plugin with arguments and environment', `${unless('[ "$1 $2 $A" = "x y z" ]')}${token}`, reader, {
      exec: { args: ['x', 'y'], env: [{ name: 'A', value: 'z' }] },
    }),
    row('plugin with a certificate', answer(certificate), 'auditor'),
    row('plugin with a certificate and a token', answer({ ...certificate, token: kit.token }), 'auditor'),
    row('plugin with half a certificate', answer({ clientKeyData: pem('auditor.key') }), 'plugin'),
    row('plugin with nothing', answer({}), 'plugin'),
    row('plugin without status', `echo '{"apiVersion":"${api}/v1","kind":"ExecCredential"}'\n`, 'plugin'),
    row('plugin that says something else', 'echo hello\n', 'plugin'),
    row('plugin that fails', 'echo no >&2; exit 3\n', 'plugin'),
    row('plugin that is not there', token, 'plugin', { exec: { command: './gone' } }),
    row('plugin of v1beta1', answer({ token: kit.token }, 'v1beta1'), reader, {
      exec: { apiVersion: `${api}/v1beta1`, interactiveMode: undefined },
    }),
    row('plugin of v1alpha1', answer({ token: kit.token }, 'v1alpha1'), 'config', {
      exec: { apiVersion: `${api}/v1alpha1`, interactiveMode: undefined },
    }),
    row('plugin that answers in another version', answer({ token: kit.token }, 'v1beta1'), 'plugin'),
    row('plugin without interactiveMode', token, 'config', { exec: { interactiveMode: undefined } }),
    row('plugin that wants a terminal', token, 'plugin', { exec: { interactiveMode: 'Always' } }),
    row('plugin without apiVersion', token, 'config', { exec: { apiVersion: undefined } }),
    row('plugin without command', token, 'config', { exec: { command: '' } }),
    row('plugin that may be asked for a terminal', `${unless('! read -r line')}${token}`, reader, {
      exec: { interactiveMode: 'IfAvailable' },
    }),
    row(
      'plugin that is told of the cluster',
      `${unless(`case "$KUBERNETES_EXEC_INFO" in *'"server":"${kit.server}"'*'"flavour":"sweet"'*) true;; *) false;; esac`)}${token}`,
      reader,
      {
        exec: { provideClusterInfo: true },
        cluster: { extensions: [{ name: `${api}/exec`, extension: { flavour: 'sweet' } }] },
      },
    ),
    row(
      'plugin that is told nothing of the cluster',
      `${unless(`case "$KUBERNETES_EXEC_INFO" in *cluster*) false;; *ExecCredential*interactive*) true;; *) false;; esac`)}${token}`,
      reader,
    ),
    row('plugin that is not asked, as there is a token', 'exit 1\n', reader, { user: { token: kit.token } }),
    row('plugin and auth-provider', token, 'config', { user: { 'auth-provider': { name: 'oidc' } } }),
    row('plugin whose token is refused', answer({ token: 'nonsense' }), 'unauthorized'),
    row('plugin whose credential has long expired', answer({ token: kit.token, expirationTimestamp: '2001-01-01T00:00:00Z' }), reader),
    row('plugin whose time is none', answer({ token: kit.token, expirationTimestamp: 'soon' }), 'plugin'),
  ];
}

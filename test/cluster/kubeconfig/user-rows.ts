import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configOf, type Kit, type Row } from './row.ts';

const reader = 'system:serviceaccount:accounts:reader';
const admin = 'admin';

/** Who the API server sees, by the fields of a user. */
export function userRows(kit: Kit): Row[] {
  const cluster = { server: kit.server, 'certificate-authority-data': kit.ca };
  const base64 = (name: string): string => readFileSync(join(kit.dir, name)).toString('base64');
  const pem = (name: string): string => readFileSync(join(kit.dir, name), 'utf8');
  const data = { 'client-certificate-data': base64('admin.crt'), 'client-key-data': base64('admin.key') };
  const files = { 'pki/me.crt': pem('auditor.crt'), 'pki/me.key': pem('auditor.key') };
  const paths = { 'client-certificate': 'pki/me.crt', 'client-key': 'pki/me.key' };
  const row = (name: string, user: object, expect: string, more: Partial<Row> = {}): Row => ({
    name,
    expect,
    ...more,
    files: { config: configOf(cluster, user), ...more.files },
  });
  const as = (more: object, expect: string, name: string): Row => row(name, { ...data, ...more }, expect);
  return [
    row('client certificate as data', data, admin),
    row('client certificate in files beside the kubeconfig', paths, 'auditor', { files }),
    row(
      'certificate as data, its key in a file',
      { ...paths, 'client-certificate': undefined, 'client-certificate-data': base64('auditor.crt') },
      'auditor',
      { files },
    ),
    row('certificate as data and in a file', { ...paths, ...data }, 'config', { files }),
    row('certificate without key', { 'client-certificate-data': base64('admin.crt') }, 'config'),
    row('key of another certificate', { ...data, 'client-key-data': base64('auditor.key') }, 'config'),
    row('certificate file that is missing', { ...paths, 'client-certificate': 'gone.crt' }, 'config', { files }),
    row(
      'certificate of another authority',
      { 'client-certificate-data': base64('sa.crt'), 'client-key-data': base64('sa.key') },
      'unauthorized',
    ),
    row('token', { token: kit.token }, reader),
    row('token that is none', { token: 'nonsense' }, 'unauthorized'),
    row('token and certificate', { ...data, token: kit.token }, admin),
    row('tokenFile beside the kubeconfig, with a line end', { tokenFile: 'token' }, reader, { files: { token: `${kit.token}\n` } }),
    row('tokenFile and another token', { tokenFile: 'token', token: kit.otherToken }, reader, { files: { token: kit.token } }),
    row('tokenFile that is missing', { tokenFile: 'gone' }, 'config'),
    row('tokenFile that is missing, and a token', { tokenFile: 'gone', token: kit.token }, reader),
    row('tokenFile that is empty', { tokenFile: 'token' }, 'unreachable', { files: { token: '\n' }, ours: 'config' }),
    row('user and password, which no API server takes', { username: 'joe', password: 'secret' }, 'forbidden'),
    row('password and token', { username: 'joe', password: 'secret', token: kit.token }, 'config'),
    row('password and tokenFile', { username: 'joe', password: 'secret', tokenFile: 'token' }, 'config', { files: { token: kit.token } }),
    row('nobody, where kubectl asks for a name', {}, 'config', { ours: 'forbidden' }),
    row('a context without user', {}, 'config', {
      files: { config: configOf(cluster, {}, { contexts: [{ name: 'x', context: { cluster: 'c' } }] }) },
      ours: 'forbidden',
    }),
    row('a user that is not there', {}, 'config', { files: { config: configOf(cluster, {}, { users: [] }) } }),
    as({ as: 'joe' }, 'joe', 'as'),
    as({ as: 'joe', 'as-groups': ['g1', 'g2'] }, 'joe', 'as, with groups'),
    as({ as: 'joe', 'as-uid': '0815' }, 'joe', 'as, with a uid'),
    as({ as: 'joe', 'as-user-extra': { scopes: ['a', 'b'], 'example.org/Team': ['é'], 'a b%': ['x'] } }, 'joe', 'as, with extras'),
    as({ as: 'joe', 'as-uid': '1', 'as-groups': ['g'], 'as-user-extra': { reason: ['audit'] } }, 'joe', 'as, with all'),
    as({ 'as-groups': ['g'] }, 'config', 'groups without as'),
    as({ 'as-user-extra': { reason: ['audit'] } }, 'config', 'extras without as'),
    row('as, without the right to', { token: kit.token, as: 'joe' }, 'forbidden'),
    row('an auth-provider that kubectl no longer has', { 'auth-provider': { name: 'gcp' } }, 'config'),
  ];
}

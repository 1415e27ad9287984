import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createCa } from '../support/pki.ts';
import { config, dir, errorOf, load, removeDir, write } from './kubeconfigs.ts';

afterAll(removeDir);

describe('finding the kubeconfig', () => {
  it('reads KUBECONFIG as kubectl: missing files are ignored, the first wins', async () => {
    const first = await write('first', {
      ...config('https://127.0.0.1:1', { token: 'a' }, { 'certificate-authority': undefined }),
      'current-context': '',
    });
    const second = await write('second', {
      ...config('https://127.0.0.1:2', { token: 'b' }),
      contexts: [{ name: 'other', context: { cluster: 'c', user: 'jane' } }],
      'current-context': 'other',
    });
    const access = await load({ env: { KUBECONFIG: `${join(dir, 'missing')};${first};${second};` }, delimiter: ';' });
    expect(access).toMatchObject({ server: 'https://127.0.0.1:1', context: 'other', cluster: 'c', user: 'jane' });
    expect(await access.headers()).toEqual({ Authorization: 'Bearer a' });
  });

  it('falls back to ~/.kube/config, then to the service account of the pod', async () => {
    const home = join(dir, 'home');
    await mkdir(join(home, '.kube'), { recursive: true });
    await write('ca.crt', (await createCa({ name: 'home' })).certPem);
    await write('home/.kube/config', config('https://127.0.0.1:3', {}, { 'certificate-authority': '../../ca.crt' }));
    expect((await load({ home })).server).toBe('https://127.0.0.1:3');
    const claims = Buffer.from(JSON.stringify({ sub: 'system:serviceaccount:m:audit' })).toString('base64url');
    const files: Record<string, string> = {
      '/var/run/secrets/kubernetes.io/serviceaccount/token': `x.${claims}.y`,
      '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt': (await createCa({ name: 'cluster' })).certPem,
    };
    const readFile = (path: string): Promise<string> => {
      const content = files[path];
      return content === undefined ? Promise.reject(Object.assign(new Error('no'), { code: 'ENOENT' })) : Promise.resolve(content);
    };
    const access = await load({ env: { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' }, readFile });
    expect(access).toMatchObject({ server: 'https://[fd00::1]', context: 'in-cluster', user: 'system:serviceaccount:m:audit' });
    expect(await access.headers()).toEqual({ Authorization: `Bearer x.${claims}.y` });
  });

  it.each([
    ['no home', { home: '' }, /^no kubeconfig: KUBECONFIG and HOME are not set$/],
    ['nothing at all', {}, /^no kubeconfig: .*nowhere.* not found$/],
    ['a file that is named and missing', { kubeconfig: '/missing' }, /^kubeconfig \/missing: no such file$/],
    ['a directory', { kubeconfig: '/' }, /^kubeconfig \/: is a directory$/],
  ])('says so of %s', async (_, options, message) => {
    const error = await errorOf(options);
    expect(error.exitCode).toBe(3);
    expect(error.message).toMatch(message);
    expect(error.hint).not.toBe('');
  });

  it('names the file and the line of broken YAML, and quotes nothing of it', async () => {
    const path = await write('broken', 'apiVersion: v1\nusers: [{name: x, user: {token: hunter2\n');
    const error = await errorOf({ kubeconfig: path });
    expect(error.message).toMatch(new RegExp(`^kubeconfig ${path}:\\d+: not valid YAML`));
    expect(error.message).not.toContain('hunter2');
    const odd = await errorOf({ kubeconfig: await write('odd', { users: [{ name: 'x', user: { token: 7 } }] }) });
    expect(odd.message).toMatch(/odd: users\.0\.user\.token is not what a kubeconfig has there$/);
  });
});

describe('choosing the context', () => {
  const base = config('https://127.0.0.1:6443', {}, { 'certificate-authority': undefined });
  it.each([
    ['an unknown one', base, 'mian', /^context "mian" does not exist in kubeconfig /, 'did you mean "main"? contexts there: main'],
    ['none', { ...base, 'current-context': null }, undefined, /^no current context/, 'choose one with --context; contexts there: main'],
    ['a cluster that is not there', { ...base, clusters: [] }, undefined, /^context "main": cluster "c" has no server/, ''],
    ['a user that is not there', { ...base, users: null }, undefined, /^context "main": user "jane" does not exist/, ''],
    ['an empty file of lists', {}, 'main', /^context "main" does not exist/, 'the kubeconfig has no contexts'],
  ])('names %s', async (name, value, context, message, hint) => {
    const error = await errorOf({ kubeconfig: await write(`choose ${name}`, value), ...(context !== undefined && { context }) });
    expect(error.message).toMatch(message);
    expect(error.hint).toBe(hint);
  });

  it('refuses a server that is no URL', async () => {
    expect((await errorOf({ kubeconfig: await write('no-url', config('ftp://localhost', {})) })).message).toContain(
      '"ftp://localhost" is not the URL of an API server',
    );
  });
});

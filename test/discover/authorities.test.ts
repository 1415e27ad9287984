import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readAuthorities, type Authorities } from '../../src/discover/authorities.ts';
import type { KubeApi } from '../../src/kube/index.ts';
import { isUnknown } from '../../src/model/fact.ts';
import type { CaRef } from '../../src/prometheus/index.ts';
import { createCa, issue } from '../support/pki.ts';

const ca = await createCa({ name: 'Private root' });
const client = await issue(ca, { cn: 'prometheus', eku: ['clientAuth'] });
const pem = ca.certPem.trim();
const key = client.keyPem.trim();

interface Held {
  readonly resource: 'configmaps' | 'secrets';
  readonly namespace: string;
  readonly name: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly refused?: 'forbidden' | 'failed';
}

const encoded = ({ resource, data = {} }: Held): Record<string, string> =>
  Object.fromEntries(
    Object.entries(data).map(([name, text]) => [name, resource === 'secrets' ? Buffer.from(text).toString('base64') : text]),
  );

/** An API server that gives these objects one by one, and writes down what it was asked. */
function cluster(...held: readonly Held[]): { readonly api: KubeApi; readonly gets: string[] } {
  const gets: string[] = [];
  const api = {
    list: () => expect.fail('nothing is listed'),
    get: ({ plural }: { readonly plural: string }, namespace: string, name: string) => {
      gets.push(`${plural} ${namespace}/${name}`);
      const one = held.find((each) => each.resource === plural && each.namespace === namespace && each.name === name);
      if (one?.refused) return Promise.resolve({ missing: one.refused, detail: `${plural} "${name}" is ${one.refused}` });
      return Promise.resolve(one ? { found: { kind: 'x', data: encoded(one) } } : { missing: 'absent', detail: 'not found' });
    },
  };
  return { api: api as unknown as KubeApi, gets };
}

const configMap = (data: Record<string, string>, name = 'ca', namespace = 'db'): Held => ({
  resource: 'configmaps',
  namespace,
  name,
  data,
});
const secret = (data: Record<string, string>, name = 'tls', namespace = 'db'): Held => ({ resource: 'secrets', namespace, name, data });
const inMap = (name: string, at: string, namespace = 'db'): CaRef => ({ from: 'configmap', namespace, name, key: at });
const inSecret = (name: string, at: string, namespace = 'db'): CaRef => ({ from: 'secret', namespace, name, key: at });
const file = (name: string, ...behind: CaRef[]): CaRef => ({ from: 'file', namespace: 'db', name, key: '', behind });

const none = { readSecrets: false, keys: false };
const certificates = { readSecrets: true, keys: false };
const withKeys = { readSecrets: true, keys: true };
const unknown = (reason: string, cause = 'could-not-look') => ({ unknown: reason, cause });

const caOf = async (ref: CaRef, held: readonly Held[], options = none) =>
  (await readAuthorities(cluster(...held).api, [ref], options)).ca(ref);

describe('the CA of a monitor, in a ConfigMap', () => {
  const map = configMap({ 'ca.crt': `# comment\n${pem}\n`, empty: 'nothing', key });

  it.each([
    [inMap('ca', 'ca.crt'), 'ConfigMap db/ca key ca.crt', `${pem}\n`],
    [inMap('ca', 'missing'), 'ConfigMap db/ca key missing', unknown('ConfigMap db/ca key missing: there is no such key')],
    [inMap('ca', 'toString'), 'ConfigMap db/ca key toString', unknown('ConfigMap db/ca key toString: there is no such key')],
    [inMap('ca', 'key'), 'ConfigMap db/ca key key', unknown('ConfigMap db/ca key key: holds no certificate')],
    [inMap('gone', 'ca.crt'), 'ConfigMap db/gone key ca.crt', unknown('ConfigMap db/gone key ca.crt: does not exist')],
  ])('%j', async (ref, text, found) => {
    expect(await caOf(ref, [map])).toEqual({ from: 'configmap', ref: text, pem: found });
  });

  it('is none where the scrape has none, and one text for all that name it', async () => {
    const { api } = cluster(map);
    const authorities = await readAuthorities(api, [inMap('ca', 'ca.crt')], none);
    expect(authorities.ca({ from: 'none', namespace: 'db', name: '', key: '' })).toEqual({ from: 'none', ref: '', pem: '' });
    expect(authorities.ca(inMap('ca', 'ca.crt'))).toBe(authorities.ca({ ...inMap('ca', 'ca.crt') }));
  });
});

describe('the CA of a monitor, in a Secret', () => {
  const held = secret({ 'ca.crt': `${key}\n${pem}`, 'tls.key': key });

  it('is not read unless told: not one request', async () => {
    const { api, gets } = cluster(held);
    const authorities = await readAuthorities(api, [inSecret('tls', 'ca.crt')], none);
    expect(authorities.ca(inSecret('tls', 'ca.crt')).pem).toEqual(unknown('CA not readable (secrets/get db/tls)', 'out-of-mode'));
    expect(gets).toEqual([]);
  });

  it('is read by its name, once, and nothing of it is kept but certificates', async () => {
    const { api, gets } = cluster(held);
    const refs = [inSecret('tls', 'ca.crt'), inSecret('tls', 'tls.key'), inSecret('tls', 'ca.crt')];
    const authorities = await readAuthorities(api, refs, certificates);
    expect(gets).toEqual(['secrets db/tls']);
    expect(authorities.ca(inSecret('tls', 'ca.crt'))).toEqual({ from: 'secret', ref: 'Secret db/tls key ca.crt', pem: `${pem}\n` });
    expect(authorities.ca(inSecret('tls', 'tls.key')).pem).toEqual(unknown('Secret db/tls key tls.key: holds no certificate'));
    expect(authorities.keyPair(refs[0] as CaRef, refs[1] as CaRef)).toEqual(
      unknown('the client certificate is presented with --use-scrape-certs only', 'out-of-mode'),
    );
    expect(inspect(authorities, { depth: 20, showHidden: true })).not.toContain('PRIVATE');
  });

  it('says with the same words that it may not be read', async () => {
    expect((await caOf(inSecret('tls', 'ca.crt'), [{ ...held, refused: 'forbidden' }], certificates)).pem).toEqual(
      unknown('CA not readable (secrets/get db/tls)'),
    );
    expect((await caOf(inSecret('tls', 'ca.crt'), [{ ...held, refused: 'failed' }], certificates)).pem).toEqual(
      unknown('Secret db/tls key ca.crt: secrets "tls" is failed'),
    );
    expect((await caOf(inSecret('tls', 'ca.crt'), [], certificates)).pem).toEqual(unknown('Secret db/tls key ca.crt: does not exist'));
  });

  it.each(['../secrets/other', 'a/b', 'UPPER', '', 'x'.repeat(254)])('that is no name of an object (%s) is not asked for', async (name) => {
    const { api, gets } = cluster(held);
    const ref = inSecret(name, 'ca.crt');
    const { pem: found } = (await readAuthorities(api, [ref, inSecret('tls', 'ca.crt', '../db')], certificates)).ca(ref);
    expect(isUnknown(found)).toBe(true);
    expect(gets).toEqual([]);
  });
});

describe('a file of Prometheus', () => {
  const mounted = file('/etc/prometheus/secrets/etcd/ca.crt', inSecret('etcd', 'ca.crt', 'monitoring'));
  const etcd = secret({ 'ca.crt': pem, 'tls.crt': client.certPem, 'tls.key': key }, 'etcd', 'monitoring');

  it('is what Prometheus mounts there', async () => {
    expect(await caOf(mounted, [etcd], certificates)).toEqual({
      from: 'file',
      ref: 'file /etc/prometheus/secrets/etcd/ca.crt of Prometheus',
      pem: `${pem}\n`,
    });
    expect((await caOf(mounted, [etcd])).pem).toEqual(unknown('CA not readable (secrets/get monitoring/etcd)', 'out-of-mode'));
  });

  it('is the first key that exists, of several', async () => {
    const projected = file('/etc/ca/ca.crt', inMap('none', 'ca.crt'), inMap('ca', 'other'), inMap('ca', 'ca.crt'));
    expect((await caOf(projected, [configMap({ 'ca.crt': pem })])).pem).toBe(`${pem}\n`);
    expect((await caOf(projected, [configMap({})])).pem).toEqual(unknown('ConfigMap db/none key ca.crt: does not exist'));
  });

  it('is the CA of the cluster in the folder of the service account, and else not readable from here', async () => {
    const own = file('/var/run/secrets/kubernetes.io/serviceaccount/ca.crt');
    expect((await caOf(own, [configMap({ 'ca.crt': pem }, 'kube-root-ca.crt')])).pem).toBe(`${pem}\n`);
    const path = '/etc/ssl/certs/ca-certificates.crt'; // there is one on the scanner's own disk
    expect((await caOf(file(path), [])).pem).toEqual(unknown(`the CA is the file ${path} of Prometheus, which cannot be read from here`));
  });
});

describe('the client certificate', () => {
  const held = secret({ 'tls.crt': client.certPem, 'tls.key': client.keyPem });
  const [certificate, own] = [inSecret('tls', 'tls.crt'), inSecret('tls', 'tls.key')];

  it('is read without its key, and with it only for a handshake', async () => {
    const without = await readAuthorities(cluster(held).api, [certificate, own], certificates);
    expect(without.certificate(certificate)).toEqual({ ref: 'Secret db/tls key tls.crt', pem: client.certPem.replace(/\n\n$/, '\n') });
    const authorities = await readAuthorities(cluster(held).api, [certificate, own], withKeys);
    const pair = authorities.keyPair(certificate, own);
    expect(!isUnknown(pair) && pair.key()).toBe(key);
    for (const shown of [JSON.stringify(pair), inspect([pair, authorities], { depth: 20, showHidden: true })])
      expect(shown).not.toContain('PRIVATE');
  });

  it('is not known without the right to read it', async () => {
    const out = await readAuthorities(cluster(held).api, [certificate], none);
    expect(out.certificate(certificate).pem).toEqual(unknown('client certificate not readable (secrets/get db/tls)', 'out-of-mode'));
    const forbidden = await readAuthorities(cluster({ ...held, refused: 'forbidden' }).api, [certificate, own], withKeys);
    expect(forbidden.keyPair(certificate, own)).toEqual(unknown('client certificate not readable (secrets/get db/tls)'));
  });

  it('has no key where the key is none', async () => {
    const swapped = await readAuthorities(cluster(held).api, [certificate], withKeys);
    expect(swapped.keyPair(certificate, certificate)).toEqual(unknown('Secret db/tls key tls.crt: holds no private key'));
  });

  it("of Prometheus's own files is not given to a monitor of another namespace", async () => {
    const etcd = secret({ 'tls.crt': client.certPem, 'tls.key': client.keyPem }, 'etcd', 'monitoring');
    const files = ['tls.crt', 'tls.key'].map((name) => file(`/etc/prometheus/secrets/etcd/${name}`, inSecret('etcd', name, 'monitoring')));
    const [cert, keyFile] = files as [CaRef, CaRef];
    const authorities = await readAuthorities(cluster(etcd).api, files, withKeys);
    expect(authorities.keyPair(cert, keyFile)).toEqual(
      unknown(
        'the client key is the file /etc/prometheus/secrets/etcd/tls.key of Prometheus, which monitors of its own namespace only are given',
      ),
    );
    const beside = { ...keyFile, namespace: 'monitoring' };
    expect(isUnknown(authorities.keyPair(cert, beside))).toBe(false);
  });
});

describe("what the operator's checks are told", () => {
  const held = [
    secret({ 'ca.crt': pem, mixed: `${key}\n${pem}`, password: 'hunter2', empty: '' }),
    { ...secret({}, 'hidden'), refused: 'forbidden' } as const,
    configMap({ 'ca.crt': pem, text: 'hunter2' }),
  ];
  const refs = [
    ...['ca.crt', 'mixed', 'password', 'empty', 'none'].map((name) => inSecret('tls', name)),
    inSecret('gone', 'x'),
    inSecret('hidden', 'x'),
    inMap('ca', 'ca.crt'),
    inMap('ca', 'text'),
  ];
  const state = async (kind: 'Secret' | 'ConfigMap', name: string, at: string, options = certificates) => {
    const authorities = await readAuthorities(cluster(...held).api, refs, options);
    return authorities.asset({ kind, namespace: 'db', name, key: at, needs: 'text' });
  };
  const noText = { missing: '', text: 'does not begin with a certificate' };

  it.each([
    ['Secret', 'tls', 'ca.crt', { missing: '', text: `${pem}\n` }],
    ['Secret', 'tls', 'mixed', noText],
    ['Secret', 'tls', 'password', noText],
    ['Secret', 'tls', 'empty', { missing: '', text: '' }],
    ['Secret', 'tls', 'none', { missing: 'key' }],
    ['Secret', 'gone', 'x', { missing: 'object' }],
    ['Secret', 'hidden', 'x', { cause: 'could-not-look' }],
    ['Secret', 'tls', 'never-asked', { cause: 'could-not-look' }],
    ['Secret', 'basic-auth', 'password', { cause: 'out-of-mode' }],
    ['ConfigMap', 'ca', 'ca.crt', { missing: '', text: `${pem}\n` }],
    ['ConfigMap', 'ca', 'text', noText],
    ['ConfigMap', 'elsewhere', 'x', { cause: 'out-of-mode' }],
  ] as const)('%s %s key %s', async (kind, name, at, told) => {
    expect(await state(kind, name, at)).toMatchObject(told);
  });

  it('is nothing of Secrets that are not read', async () => {
    expect(await state('Secret', 'tls', 'ca.crt', none)).toMatchObject({ cause: 'out-of-mode' });
  });
});

describe('many references', () => {
  it('are read up to a bound', async () => {
    const { api, gets } = cluster();
    const refs = Array.from({ length: 600 }, (_, nth) => inSecret(`tls-${nth}`, 'ca.crt'));
    const authorities = await readAuthorities(api, refs, certificates);
    expect(gets).toHaveLength(500);
    expect(authorities.ca(refs[599] as CaRef).pem).toEqual(unknown('Secret db/tls-599 key ca.crt: more than 500 of them are referred to'));
  });

  it('and a value without end cost no time', async () => {
    const huge = `${'-----BEGIN CERTIFICATE-----\n'.repeat(60_000)}${'-----BEGIN PRIVATE KEY-----\nA'.repeat(60_000)}`;
    const authorities = await readAuthorities(cluster(secret({ a: huge })).api, [inSecret('tls', 'a')], withKeys);
    expect(authorities.ca(inSecret('tls', 'a')).pem).toEqual(unknown('Secret db/tls key a: holds no certificate'));
  });
});

const mounted = (at: string) => file(`/etc/prometheus/secrets/tls/${at}`, inSecret('tls', at));

const nothing: CaRef = { from: 'none', namespace: 'db', name: '', key: '' };
/** The files of a scrape with the client's certificate and this key. */
async function besideKey(keyPem: string) {
  const all = { ca: nothing, certificate: mounted('tls.crt'), key: mounted('tls.key') };
  const { api } = cluster(secret({ 'tls.crt': client.certPem, 'tls.key': keyPem }));
  return (await readAuthorities(api, Object.values(all), certificates)).files(all);
}

describe('the files of a scrape', () => {
  const held = [
    secret({ 'ca.crt': pem, 'tls.crt': client.certPem, 'tls.key': key, empty: '', text: 'no PEM' }),
    configMap({ 'ca.crt': pem, empty: '' }),
  ];
  const filesOf = async (refs: Partial<Parameters<Authorities['files']>[0]>, options = certificates) => {
    const all = { ca: nothing, certificate: nothing, key: nothing, ...refs };
    return (await readAuthorities(cluster(...held).api, Object.values(all), options)).files(all);
  };

  it('that are there are not told of', async () => {
    expect(await filesOf({})).toEqual([]);
    expect(await filesOf({ ca: mounted('ca.crt'), certificate: mounted('tls.crt'), key: mounted('tls.key') })).toEqual([]);
  });

  it('are missing where the mounted Secret has no such key, and unusable where it holds something else', async () => {
    expect(await filesOf({ ca: mounted('a'), certificate: mounted('b'), key: mounted('c') })).toEqual([
      { of: 'ca', state: 'missing' },
      { of: 'certificate', state: 'missing' },
      { of: 'key', state: 'missing' },
    ]);
    expect(await filesOf({ ca: mounted('text'), certificate: mounted('tls.key'), key: mounted('empty') })).toEqual([
      { of: 'ca', state: 'unusable' },
      { of: 'certificate', state: 'unusable' },
      { of: 'key', state: 'unusable' },
    ]);
  });

  it('a key of another certificate is unusable, and one that cannot be read leaves it open', async () => {
    expect(await besideKey((await issue(ca, { cn: 'other' })).keyPem)).toEqual([{ of: 'key', state: 'unusable' }]);
    expect(await besideKey((await issue(ca, { cn: 'other', key: 'rsa2048' })).keyPem)).toEqual([{ of: 'key', state: 'unusable' }]);
    expect(await besideKey('-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----')).toEqual([
      {
        of: 'key',
        state: unknown('it could not be told whether the key in Secret db/tls key tls.key fits the certificate'),
      },
    ]);
  });

  it('are unknown where the path leads nowhere, where Secrets are not read, and where a running Prometheus may still have them', async () => {
    expect(await filesOf({ certificate: file('/tls.crt') })).toEqual([
      { of: 'certificate', state: unknown('the client certificate is the file /tls.crt of Prometheus, which cannot be read from here') },
    ]);
    expect(await filesOf({ key: mounted('tls.key') }, none)).toEqual([
      { of: 'key', state: unknown('client key not readable (secrets/get db/tls)', 'out-of-mode') },
    ]);
    const gone = file('/x', inSecret('tls', 'missing'), inSecret('gone', 'ca.crt'));
    expect(await filesOf({ ca: gone })).toEqual([{ of: 'ca', state: unknown('Secret db/gone key ca.crt: does not exist') }]);
  });

  it('are the doing of the operator where the monitor refers to an object: it writes none for an empty value', async () => {
    expect(await filesOf({ ca: inMap('ca', 'empty') })).toEqual([{ of: 'ca', state: 'missing' }]);
    expect(await filesOf({ ca: inMap('gone', 'ca.crt'), certificate: inSecret('tls', 'text') })).toEqual([]);
    expect(await filesOf({ ca: inSecret('tls', 'ca.crt') }, none)).toEqual([]);
  });
});

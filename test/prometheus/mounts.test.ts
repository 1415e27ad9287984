import { parse, object } from 'valibot';
import { describe, expect, it } from 'vitest';
import { filesBehind, mountFields, throughMounts, type Mounts } from '../../src/prometheus/mounts.ts';
import type { CaRef, Job } from '../../src/prometheus/index.ts';

const mounting = (spec: Mounts) => ({ metadata: { namespace: 'monitoring' }, spec: parse(object(mountFields), spec) });
const behind = (path: string, spec: Mounts): string[] =>
  filesBehind(path, mounting(spec)).map(({ from, namespace, name, key }) => `${from} ${namespace}/${name} ${key}`);

describe('spec.secrets and spec.configMaps', () => {
  const spec = { secrets: ['etcd', 'etcd-2'], configMaps: ['ca'] };

  it.each([
    ['/etc/prometheus/secrets/etcd/ca.crt', ['secret monitoring/etcd ca.crt']],
    ['/etc/prometheus/secrets/etcd-2/tls.key', ['secret monitoring/etcd-2 tls.key']],
    ['/etc/prometheus/configmaps/ca/ca.crt', ['configmap monitoring/ca ca.crt']],
    ['/etc/prometheus//secrets/./etcd/../etcd/ca.crt', ['secret monitoring/etcd ca.crt']],
    ['/etc/prometheus/secrets/other/ca.crt', []],
    ['/etc/prometheus/secrets/etcd', []],
    ['/etc/prometheus/secrets/etcd/a/b', []],
    ['/etc/prometheus/secrets/etcd/../../../passwd', []],
    ['/etc/prometheus/certs/0_db_pgx_ca.crt', []],
    ['/etc/ssl/certs/ca.pem', []],
    ['etc/prometheus/secrets/etcd/ca.crt', []],
    ['', []],
  ])('%s', (path, expected) => {
    expect(behind(path, spec)).toEqual(expected);
  });
});

describe('volumes', () => {
  const volumes: Mounts['volumes'] = [
    { name: 'whole', secret: { secretName: 'tls' } },
    { name: 'some', configMap: { name: 'ca', items: [{ key: 'bundle', path: 'sub/ca.pem' }] } },
    {
      name: 'both',
      projected: {
        sources: [{ secret: { name: 'a' } }, { configMap: { name: 'b', items: [{ key: 'k', path: 'ca.crt' }] } }, {}],
      },
    },
    { name: 'disk' },
  ];
  const spec: Mounts = {
    secrets: ['outer'],
    volumes,
    volumeMounts: [
      { name: 'whole', mountPath: '/tls/' },
      { name: 'whole', mountPath: '/one/ca.crt', subPath: 'root.crt' },
      { name: 'some', mountPath: '/some' },
      { name: 'some', mountPath: '/part', subPath: 'sub' },
      { name: 'both', mountPath: '/both' },
      { name: 'disk', mountPath: '/disk' },
      { name: 'gone', mountPath: '/gone' },
      { name: 'whole', mountPath: '/expression', subPathExpr: '$(POD_NAME)' },
      { name: 'whole', mountPath: '/etc/prometheus/secrets/outer/inner' },
    ],
    containers: [
      { name: 'prometheus', volumeMounts: [{ name: 'whole', mountPath: '/patched' }] },
      { name: 'sidecar', volumeMounts: [{ name: 'whole', mountPath: '/sidecar' }] },
    ],
  };

  it.each([
    ['/tls/ca.crt', ['secret monitoring/tls ca.crt']],
    ['/one/ca.crt', ['secret monitoring/tls root.crt']],
    ['/some/sub/ca.pem', ['configmap monitoring/ca bundle']],
    ['/some/bundle', []],
    ['/part/ca.pem', ['configmap monitoring/ca bundle']],
    ['/both/ca.crt', ['secret monitoring/a ca.crt', 'configmap monitoring/b k']],
    ['/disk/ca.crt', []],
    ['/gone/ca.crt', []],
    ['/expression/ca.crt', []],
    ['/patched/ca.crt', ['secret monitoring/tls ca.crt']],
    ['/sidecar/ca.crt', []],
    ['/etc/prometheus/secrets/outer/inner/x', ['secret monitoring/tls x']],
    ['/etc/prometheus/secrets/outer/x', ['secret monitoring/outer x']],
  ])('%s', (path, expected) => {
    expect(behind(path, spec)).toEqual(expected);
  });
});

const ref = (from: CaRef['from'], name: string): CaRef => ({ from, namespace: 'db', name, key: '' });

it('resolves the files of a job, and leaves references alone', () => {
  const job = {
    ca: ref('file', '/etc/prometheus/configmaps/ca/ca.crt'),
    certificate: ref('secret', 'x'),
    key: ref('none', ''),
  } as unknown as Job;
  const { ca, certificate, key } = throughMounts(job, mounting({ configMaps: ['ca'] }));
  expect(ca).toMatchObject({
    from: 'file',
    namespace: 'db',
    behind: [{ from: 'configmap', namespace: 'monitoring', name: 'ca', key: 'ca.crt' }],
  });
  expect([certificate, key]).toEqual([job.certificate, job.key]);
});

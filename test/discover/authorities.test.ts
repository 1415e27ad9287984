import { describe, expect, it } from 'vitest';
import { discover, endpointId, endpointOf, monitor, monitored } from './objects.ts';

const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const configmaps = [
  {
    metadata: { name: 'ca', namespace: 'db' },
    data: { 'ca.crt': `# comment\n${pem}\n`, empty: 'nothing', key: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----' },
  },
  { metadata: { name: 'kube-root-ca.crt', namespace: 'db' }, data: { 'ca.crt': pem } },
];
const caOf = async (tlsConfig: object) => {
  const objects = { configmaps, servicemonitors: [monitor([{ port: 'http', scheme: 'https', tlsConfig }])] };
  return endpointOf(await discover(monitored(objects)), endpointId).scrapes[0]?.tls.ca;
};
const inMap = (name: string, key: string) => ({ ca: { configMap: { name, key } } });
const unknown = (reason: string) => ({ unknown: reason, cause: 'could-not-look' });

describe('the CA of a monitor', () => {
  it.each([
    [inMap('ca', 'ca.crt'), 'configmap', 'ConfigMap db/ca key ca.crt', `${pem}\n`],
    [inMap('ca', 'missing'), 'configmap', 'ConfigMap db/ca key missing', unknown('ConfigMap db/ca key missing: there is no such key')],
    [inMap('ca', 'key'), 'configmap', 'ConfigMap db/ca key key', unknown('ConfigMap db/ca key key: holds no certificate')],
    [inMap('gone', 'ca.crt'), 'configmap', 'ConfigMap db/gone key ca.crt', unknown('ConfigMap db/gone key ca.crt: does not exist')],
    [
      { ca: { secret: { name: 's', key: 'ca.crt' } } },
      'secret',
      'Secret db/s key ca.crt',
      { unknown: 'the CA is in Secret db/s key ca.crt, and Secrets are not read', cause: 'out-of-mode' },
    ],
    [
      { caFile: '/etc/ca.crt' },
      'file',
      'file /etc/ca.crt of Prometheus',
      unknown('the CA is the file /etc/ca.crt of Prometheus, which cannot be read from here'),
    ],
    [
      { caFile: '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt' },
      'file',
      'file /var/run/secrets/kubernetes.io/serviceaccount/ca.crt of Prometheus',
      `${pem}\n`,
    ],
    [{ serverName: 'x' }, 'none', '', ''],
  ])('of %j', async (tlsConfig, from, ref, found) => {
    expect(await caOf(tlsConfig)).toEqual({ from, ref, pem: found });
  });
});

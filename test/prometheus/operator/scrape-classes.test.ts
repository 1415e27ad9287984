import { describe, expect, it } from 'vitest';
import { onlyJob, podMonitor, probe, prometheus, serviceMonitor } from './support.ts';

const ca = { secret: { name: 'ca', key: 'ca.crt' } };
const whole = {
  name: 'whole',
  tlsConfig: { ca: { configMap: { name: 'class', key: 'ca.crt' } }, serverName: 'class', insecureSkipVerify: true },
};
const files = { name: 'files', tlsConfig: { caFile: '/class/ca', certFile: '/class/crt', keyFile: '/class/key', serverName: 'class' } };

const job = (scrapeClasses: object[], endpoint: object, spec: object = {}, namespace = 'monitoring') =>
  onlyJob({
    prometheuses: [prometheus({ scrapeClasses, secrets: ['mounted'] })],
    serviceMonitors: [serviceMonitor({ endpoints: [endpoint], ...spec }, { namespace })],
  });

const podMonitors = (tlsConfig: object) => [podMonitor({ podMetricsEndpoints: [{ tlsConfig }] })];

describe('scrape classes', () => {
  it('an endpoint without tlsConfig has that of the class', () => {
    const { tls, ca: from } = job([whole], {}, { scrapeClass: 'whole' });
    expect(tls).toMatchObject({ configured: true, serverName: 'class', insecureSkipVerify: true });
    expect(from).toEqual({ from: 'configmap', namespace: 'monitoring', name: 'class', key: 'ca.crt' });
  });

  it('what a class refers to is in the namespace of the Prometheus: elsewhere its file is never written', () => {
    const { ca: from } = job([whole], {}, { scrapeClass: 'whole' }, 'db');
    expect(from).toMatchObject({ from: 'file', name: '/etc/prometheus/certs/1_db_class_ca.crt' });
  });

  it('of a tlsConfig only the files are filled in, and only what the endpoint has not', () => {
    expect(job([files], { tlsConfig: {} }, { scrapeClass: 'files' })).toMatchObject({
      tls: { serverName: '', clientCertificate: true },
      ca: { from: 'file', name: '/class/ca' },
      certificate: { from: 'file', name: '/class/crt' },
      key: { from: 'file', name: '/class/key' },
    });
    expect(job([files], { tlsConfig: { ca, serverName: 'own' } }, { scrapeClass: 'files' })).toMatchObject({
      tls: { serverName: 'own' },
      ca: { from: 'secret', namespace: 'monitoring', name: 'ca', key: 'ca.crt' },
      certificate: { from: 'file', name: '/class/crt' },
    });
    expect(job([whole], { tlsConfig: {} }, { scrapeClass: 'whole' })).toMatchObject({
      tls: { configured: false, insecureSkipVerify: false },
      ca: { from: 'none' },
    });
  });

  it('an empty tlsConfig of a PodMonitor or Probe is none', () => {
    const prometheuses = [prometheus({ scrapeClasses: [{ ...whole, default: true }] })];
    expect(onlyJob({ prometheuses, podMonitors: podMonitors({}) }).tls.serverName).toBe('class');
    expect(onlyJob({ prometheuses, podMonitors: podMonitors({ ca: {} }) }).tls.serverName).toBe('class');
    expect(onlyJob({ prometheuses, podMonitors: podMonitors({ insecureSkipVerify: false }) }).tls.serverName).toBe('');
    expect(onlyJob({ prometheuses, probes: [probe({ tlsConfig: {} })] }).tls.serverName).toBe('class');
  });

  it('the default class is that of monitors that name none', () => {
    const classes = [whole, { ...files, default: true }];
    expect(job(classes, {}).ca.name).toBe('/class/ca');
    expect(job(classes, {}, { scrapeClass: 'whole' }).ca.name).toBe('class');
    expect(job([whole], {}).ca.from).toBe('none');
  });

  it('its authorization, attached metadata and relabelings count, the endpoint’s own after them', () => {
    const other = {
      name: 'other',
      authorization: { credentials: { name: 'x', key: 'x' } },
      attachMetadata: { node: true },
      relabelings: [{ targetLabel: 'a', replacement: 'class' }],
    };
    const made = job([other], { relabelings: [{ targetLabel: 'a', replacement: 'own' }] }, { scrapeClass: 'other' });
    expect(made.credential).toBe('bearer-token');
    expect(made.discoveries).toMatchObject([{ attachMetadata: { node: true } }]);
    expect(made.relabelings.slice(-2).map(({ replacement }) => replacement)).toEqual(['class', 'own']);
    expect(job([other], {}, { scrapeClass: 'other', attachMetadata: {} }).discoveries).toMatchObject([{ attachMetadata: { node: false } }]);
  });

  it('a file that the Prometheus mounts stands for the Secret behind it', () => {
    const { ca: from } = job([], { tlsConfig: { caFile: '/etc/prometheus/secrets/mounted/ca.crt' } });
    expect(from).toMatchObject({ from: 'file', behind: [{ from: 'secret', namespace: 'monitoring', name: 'mounted', key: 'ca.crt' }] });
  });
});

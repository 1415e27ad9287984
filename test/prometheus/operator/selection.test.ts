import { describe, expect, it } from 'vitest';
import { couldNotLook } from '../../../src/model/fact.ts';
import { objects, onlyMonitor, podMonitor, probe, prometheus, resolve, scrapeConfig, serviceMonitor } from './support.ts';

const own = { serviceMonitorNamespaceSelector: null };
const labelled = (matchLabels: object) => ({ matchLabels });
const namespaces = [
  { name: 'db', labels: { team: 'data', 'kubernetes.io/metadata.name': 'db' } },
  { name: 'web', labels: {} },
];
const selectedBy = (spec: object, place: object = {}, given: object = {}) =>
  onlyMonitor({ prometheuses: [prometheus(spec)], serviceMonitors: [serviceMonitor({}, place)], namespaces, ...given }).selectedBy;
const main = ['Prometheus monitoring/main'];

const nothing = Object.fromEntries(['serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig'].map((kind) => [`${kind}Selector`, null]));
const unreadable = (given: object) => ({ unreadable: { ...objects().unreadable, ...given } });

describe('which monitors a Prometheus selects', () => {
  it.each([
    ['an empty selector selects all', {}, {}, main],
    ['none selects none', { serviceMonitorSelector: null }, {}, []],
    ['labels', { serviceMonitorSelector: labelled({ a: 'b' }) }, { labels: { a: 'b' } }, main],
    ['other labels', { serviceMonitorSelector: labelled({ a: 'b' }) }, { labels: { a: 'c' } }, []],
    ['no namespace selector: not in other namespaces', own, {}, []],
    ['no namespace selector: its own namespace', own, { namespace: 'monitoring' }, main],
    ['labels of the namespace', { serviceMonitorNamespaceSelector: labelled({ team: 'data' }) }, {}, main],
    ['labels that the namespace has not', { serviceMonitorNamespaceSelector: labelled({ team: 'data' }) }, { namespace: 'web' }, []],
    ['without any selector, the configuration is not made by the operator', nothing, {}, []],
  ])('%s', (_, spec, place, expected) => {
    expect(selectedBy(spec, place)).toEqual(expected);
    const jobs = resolve({ prometheuses: [prometheus(spec)], serviceMonitors: [serviceMonitor({}, place)], namespaces }).jobs;
    expect(jobs).toHaveLength(expected.length);
  });

  it('each kind has its own selectors', () => {
    const prometheuses = [prometheus({ serviceMonitorSelector: null, probeSelector: labelled({ no: 'no' }) })];
    const { jobs } = resolve({
      prometheuses,
      serviceMonitors: [serviceMonitor()],
      podMonitors: [podMonitor()],
      probes: [probe()],
      scrapeConfigs: [scrapeConfig({ staticConfigs: [{ targets: ['a:1'] }] })],
    });
    expect(jobs.map(({ id }) => id)).toEqual(['podMonitor/db/pgx/0', 'scrapeConfig/db/pgx']);
  });

  it('a selector with an operator that does not exist leaves it open', () => {
    const spec = { serviceMonitorSelector: { matchExpressions: [{ key: 'a', operator: 'Like', values: ['b'] }] } };
    expect(selectedBy(spec)).toMatchObject({ unknown: expect.stringContaining('"Like" is not a valid label selector operator') });
  });

  it('an agent on every node knows PodMonitors only', () => {
    const { monitors, jobs } = resolve({
      prometheuses: [],
      agents: [prometheus({ mode: 'DaemonSet' })],
      serviceMonitors: [serviceMonitor()],
      podMonitors: [podMonitor()],
    });
    expect(monitors.map((each) => each.selectedBy)).toEqual([[], ['PrometheusAgent monitoring/main']]);
    expect(jobs.map(({ id, discoveries }) => [id, discoveries[0]])).toMatchObject([
      ['podMonitor/db/pgx/0', { role: 'pod', selectors: [] }],
    ]);
  });

  it('two that select one monitor have a job each, of the same name', () => {
    const prometheuses = [prometheus({}, { name: 'a' }), prometheus({}, { name: 'b' })];
    const { jobs, monitors } = resolve({ prometheuses, serviceMonitors: [serviceMonitor()] });
    expect(jobs.map(({ id, prometheus: by }) => [id, by?.name])).toEqual([
      ['serviceMonitor/db/pgx/0', 'a'],
      ['serviceMonitor/db/pgx/0', 'b'],
    ]);
    expect(monitors[0]).toMatchObject({
      id: 'db/ServiceMonitor/pgx',
      prometheuses: 2,
      selectedBy: ['Prometheus monitoring/a', 'Prometheus monitoring/b'],
    });
  });
});

describe('what could not be read', () => {
  it('without the labels of namespaces, a selector for them leaves it open, and the job uncertain', () => {
    const given = {
      prometheuses: [prometheus({ serviceMonitorNamespaceSelector: labelled({ team: 'data' }) })],
      serviceMonitors: [serviceMonitor()],
      ...unreadable({ namespaces: 'forbidden' }),
    };
    const { jobs, monitors } = resolve(given);
    expect(monitors[0]?.selectedBy).toEqual(couldNotLook('the labels of namespace db decide: forbidden'));
    expect(jobs.map(({ uncertain, prometheus: by }) => [uncertain, by?.name])).toEqual([
      ['the labels of namespace db decide: forbidden', 'main'],
    ]);
  });

  it.each([
    [
      'the name of a namespace is a label that it always has',
      { serviceMonitorNamespaceSelector: labelled({ 'kubernetes.io/metadata.name': 'db' }) },
      main,
    ],
    ['as a name that it has not', { serviceMonitorNamespaceSelector: labelled({ 'kubernetes.io/metadata.name': 'web' }) }, []],
    ['all namespaces need no labels', {}, main],
  ])('%s', (_, spec, expected) => {
    expect(selectedBy(spec, {}, unreadable({ namespaces: 'forbidden' }))).toEqual(expected);
  });

  it('without the Prometheus objects, every endpoint has one uncertain job', () => {
    const { jobs, monitors } = resolve({
      prometheuses: [],
      serviceMonitors: [serviceMonitor()],
      ...unreadable({ prometheuses: 'forbidden' }),
    });
    expect(jobs).toMatchObject([{ id: 'serviceMonitor/db/pgx/0', prometheus: null, uncertain: 'forbidden' }]);
    expect(monitors).toMatchObject([{ selectedBy: couldNotLook('forbidden'), prometheuses: couldNotLook('forbidden'), rejections: [] }]);
  });

  it('where only agents could not be read, a Prometheus that selects it is enough', () => {
    const { jobs, monitors } = resolve({ serviceMonitors: [serviceMonitor()], ...unreadable({ agents: 'forbidden' }) });
    expect(jobs.map(({ uncertain }) => uncertain)).toEqual(['']);
    expect(monitors[0]?.selectedBy).toEqual(main);
  });

  it('where there is none at all, the monitor has its jobs without one, and that is certain', () => {
    const { jobs, monitors } = resolve({ prometheuses: [], serviceMonitors: [serviceMonitor()] });
    expect(jobs).toMatchObject([{ prometheus: null, prometheusVersion: '', uncertain: '' }]);
    expect(monitors[0]).toMatchObject({ selectedBy: [], prometheuses: 0 });
  });

  it('a scrape class without a Prometheus leaves the settings open', () => {
    expect(resolve({ prometheuses: [], serviceMonitors: [serviceMonitor({ scrapeClass: 'x' })] }).jobs[0]?.uncertain).toBe(
      'there is no Prometheus to tell its scrape class x',
    );
  });
});

import { from, to, type RelabelCase } from './case.ts';

/** Labels that say how a target is scraped, and whether it is one. */
export const requests: readonly RelabelCase[] = [
  { name: 'another scheme', steps: [to('__scheme__', { replacement: 'https' })] },
  {
    name: 'another address',
    steps: [{ ...from('__address__', 'port'), regex: '([^:]+)(?::\\d+)?;(\\d+)', replacement: '$1:$2', ...to('__address__') }],
  },
  { name: 'an address without a port', steps: [{ ...from('__address__'), regex: '([^:]+).*', ...to('__address__') }] },
  { name: 'an address of IPv6', targets: ['[::1]:9187'], steps: [{ ...from('__address__'), ...to('x') }] },
  { name: 'an address that is none', steps: [to('__address__', { replacement: 'a/b' })] },
  { name: 'no address', steps: [to('__address__', { replacement: '' })] },
  { name: 'another path', steps: [to('__metrics_path__', { replacement: '/a b/ü?x=1#y%2F(*)!' })] },
  { name: 'a path without a slash', steps: [to('__metrics_path__', { replacement: 'probe' })] },
  { name: 'no path', steps: [to('__metrics_path__', { replacement: '' })] },
  { name: 'the path of the job', path: '/probe', steps: [{ ...from('__metrics_path__'), ...to('x') }] },
  {
    name: 'parameters',
    params: { target: ['a b', 'c&d'], module: ["http_2xx!'()*~"], empty: [''] },
    steps: [{ ...from('app'), ...to('__param_target') }, to('__param_new', { replacement: 'ü+/' })],
  },
  { name: 'a parameter that is dropped', params: { target: ['a', 'b'] }, steps: [{ regex: '__param_.*', action: 'labeldrop' }] },
  {
    name: 'a parameter of the group',
    labels: { __param_target: 'group' },
    params: { target: ['job'] },
    steps: [{ ...from('__param_target'), ...to('x') }],
  },
  {
    name: 'the probe convention',
    params: { module: ['tcp'] },
    steps: [
      { ...from('__address__'), ...to('__param_target') },
      { ...from('__param_target'), ...to('instance') },
      to('__address__', { replacement: '127.0.0.1:9115' }),
    ],
  },
  { name: 'an instance of its own', labels: { instance: 'mine' }, steps: [{ ...from('instance'), ...to('x') }] },
  { name: 'a job of its own', steps: [{ ...from('app'), ...to('job') }] },
  { name: 'a job of the group', labels: { job: 'mine' }, steps: [{ ...from('job'), ...to('x') }] },
  { name: 'the scheme of the group', labels: { __scheme__: 'https' }, steps: [] },
  {
    name: 'a timeout longer than the interval',
    steps: [to('__scrape_interval__', { replacement: '5s' }), to('__scrape_timeout__', { replacement: '6s' })],
  },
  { name: 'an interval that is none', steps: [to('__scrape_interval__', { replacement: '5x' })] },
  { name: 'an interval of no time', steps: [to('__scrape_timeout__', { replacement: '0' })] },
  { name: 'an interval in several units', steps: [to('__scrape_interval__', { replacement: '1y2w3d4h5m6s7ms' })] },
  { name: 'units out of order', steps: [to('__scrape_interval__', { replacement: '1h1d' })] },
  {
    name: 'two targets that become one',
    targets: ['127.0.0.1:1', '127.0.0.1:2'],
    steps: [to('__address__', { replacement: '127.0.0.1:3' })],
  },
  {
    name: 'two targets that differ in an internal label',
    targets: ['127.0.0.1:1', '127.0.0.1:2'],
    steps: [{ ...from('__address__'), ...to('__tmp') }, to('__address__', { replacement: '127.0.0.1:3' })],
  },
  {
    name: 'two targets that differ in a label of discovery',
    targets: ['127.0.0.1:1', '127.0.0.1:2'],
    steps: [{ ...from('__address__'), ...to('__meta_x') }, to('__address__', { replacement: '127.0.0.1:3' })],
  },
];

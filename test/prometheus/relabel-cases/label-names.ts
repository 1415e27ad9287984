import { from, to, type RelabelCase } from './case.ts';

export const names: readonly RelabelCase[] = [
  { name: 'labelmap', steps: [{ regex: '__meta_kubernetes_pod_label_(.+)', action: 'labelmap' }] },
  {
    name: 'labelmap with a prefix',
    steps: [{ regex: '__meta_kubernetes_pod_(label|annotation)_(.+)', replacement: 'k8s_${1}_$2', action: 'labelmap' }],
  },
  {
    name: 'labelmap to one name, equal values',
    steps: [{ regex: 'app|__meta_kubernetes_pod_label_app', replacement: 'x', action: 'labelmap' }],
  },
  { name: 'labelmap to one name, left to chance', unsupported: true, steps: [{ regex: 'app|env', replacement: 'x', action: 'labelmap' }] },
  {
    name: 'labelmap to one name, set in order',
    steps: [to('x1', { replacement: 'a' }), to('x2', { replacement: 'b' }), { regex: 'x(\\d)', replacement: 'y', action: 'labelmap' }],
  },
  {
    name: 'labelmap to one name, set in the other order',
    steps: [to('x2', { replacement: 'b' }), to('x1', { replacement: 'a' }), { regex: 'x(\\d)', replacement: 'y', action: 'labelmap' }],
  },
  {
    name: 'labelmap to one name, deleted and set again',
    steps: [
      to('x1', { replacement: 'a' }),
      to('x2', { replacement: 'b' }),
      to('x1', { replacement: '' }),
      to('x1', { replacement: 'c' }),
      { regex: 'x(\\d)', replacement: 'y', action: 'labelmap' },
    ],
  },
  {
    name: 'labelmap to one name, changed in place',
    steps: [
      to('x1', { replacement: 'a' }),
      to('x2', { replacement: 'b' }),
      to('x1', { replacement: 'c' }),
      { regex: 'x(\\d)', replacement: 'y', action: 'labelmap' },
    ],
  },
  {
    name: 'labelmap in a chain',
    steps: [
      to('n1', { replacement: 'a' }),
      { regex: 'n(.*)', replacement: 'nn$1', action: 'labelmap' },
      { regex: 'n(n.*)', replacement: 'm$1', action: 'labelmap' },
    ],
  },
  {
    name: 'labelmap that escapes the anchors',
    steps: [to('e1e2z', { replacement: 'a' }), { regex: 'e)|(?:z', replacement: '<$0>', action: 'labelmap' }],
  },
  {
    name: 'labelmap that escapes the anchors and leaves the rest',
    steps: [
      { regex: 'z()(o)?|q)|(?:x', replacement: '_', action: 'labelmap' },
      { regex: 'zone|_zone|_zone_|_ne', action: 'labelkeep' },
      to('__address__', { replacement: '127.0.0.1:9' }),
      to('__scheme__', { replacement: 'http' }),
      to('__metrics_path__', { replacement: '/' }),
      to('__scrape_interval__', { replacement: '1y' }),
      to('__scrape_timeout__', { replacement: '10s' }),
    ],
  },
  { name: 'labeldrop', steps: [{ regex: 'a.*|lines', action: 'labeldrop' }] },
  { name: 'labeldrop of an internal label', steps: [{ regex: '__metrics_path__', action: 'labeldrop' }] },
  { name: 'labelkeep', steps: [{ regex: '__.*|app', action: 'labelkeep' }] },
  { name: 'labelkeep that leaves no address', steps: [{ regex: 'app', action: 'labelkeep' }] },
  { name: 'labelkeep that leaves no interval', steps: [{ regex: 'app|__address__|__scheme__', action: 'labelkeep' }] },
];

export const orders: readonly RelabelCase[] = [
  {
    name: 'many steps',
    steps: [
      { ...from('app'), ...to('a') },
      { ...from('a', 'env'), separator: '.', ...to('b') },
      { ...from('b'), regex: '(.*)\\.(.*)', replacement: '$2.$1', ...to('c') },
      { ...from('c'), ...to('c'), action: 'uppercase' },
      { regex: 'a|b', action: 'labeldrop' },
    ],
  },
  {
    name: 'swapped through a temporary label',
    steps: [
      { ...from('app'), ...to('__tmp') },
      { ...from('env'), ...to('app') },
      { ...from('__tmp'), ...to('env') },
      { regex: '__tmp', action: 'labeldrop' },
    ],
  },
  { name: 'dropped before a later change', steps: [{ ...from('env'), regex: 'prod', action: 'drop' }, to('env', { replacement: 'dev' })] },
  { name: 'kept after a change', steps: [to('env', { replacement: 'dev' }), { ...from('env'), regex: 'dev', action: 'keep' }] },
  {
    name: 'as the operator writes it',
    steps: [
      { ...from('job'), ...to('__tmp_prometheus_job_name') },
      { ...from('__meta_kubernetes_pod_label_app'), regex: '(pgx);?.*', action: 'keep' },
      { ...from('__meta_kubernetes_pod_label_team'), regex: '(.+)', replacement: '${1}', ...to('team') },
      to('endpoint', { replacement: 'http' }),
      { ...from('__address__', '__tmp_hash'), regex: '(.+);', replacement: '${1}', ...to('__tmp_hash') },
      { ...from('__tmp_hash'), modulus: 1, ...to('__tmp_hash'), action: 'hashmod' },
      { ...from('__tmp_hash'), regex: '0|disabled', action: 'keep' },
    ],
  },
  {
    name: 'legacy names',
    legacy: true,
    steps: [
      { ...from('zone'), replacement: 'y', ...to('${1}') },
      { ...from('app'), replacement: 'z', ...to('a_${1}_$1') },
    ],
  },
  {
    name: 'legacy labelmap to what is no legacy name',
    legacy: true,
    steps: [
      { ...from('app'), regex: '(.)(.*)', replacement: 'a', ...to('t_$2') },
      { regex: 't(.*)', replacement: 'u$1', action: 'labelmap' },
    ],
  },
];

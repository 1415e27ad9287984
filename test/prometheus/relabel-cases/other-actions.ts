import { from, to, type RelabelCase } from './case.ts';

export const filters: readonly RelabelCase[] = [
  { name: 'keep that matches', steps: [{ ...from('app'), regex: 'pgx', action: 'keep' }] },
  { name: 'keep that does not', steps: [{ ...from('app'), regex: 'pg', action: 'keep' }] },
  { name: 'keep without source labels', steps: [{ regex: '.+', action: 'keep' }] },
  { name: 'keep of what is missing', steps: [{ ...from('nothing', 'env'), regex: ';prod', action: 'keep' }] },
  { name: 'drop that matches', steps: [{ ...from('app', 'env'), regex: '(pgx|foo);(prod|dev)', action: 'drop' }] },
  { name: 'drop that does not', steps: [{ ...from('app'), regex: 'x', action: 'drop' }] },
  { name: 'drop without anything', steps: [{ action: 'drop' }] },
  { name: 'action in capitals', steps: [{ ...from('app'), regex: 'PGX', action: 'Keep' }] },
  { name: 'keepequal', steps: [{ ...from('app'), target_label: '__meta_kubernetes_pod_label_app', action: 'keepequal' }] },
  { name: 'keepequal that is not', steps: [{ ...from('app'), target_label: 'env', action: 'KeepEqual' }] },
  { name: 'keepequal of two that are missing', steps: [{ ...from('nothing'), target_label: 'neither', action: 'keepequal' }] },
  { name: 'dropequal', steps: [{ ...from('app'), target_label: '__meta_kubernetes_pod_label_app', action: 'dropequal' }] },
  { name: 'dropequal that is not', steps: [{ ...from('app', 'env'), target_label: 'app', action: 'dropequal' }] },
];

export const writers: readonly RelabelCase[] = [
  { name: 'lowercase', steps: [{ ...from('umlaut'), ...to('x'), action: 'lowercase' }] },
  { name: 'uppercase', steps: [{ ...from('umlaut'), ...to('x'), action: 'uppercase' }] },
  {
    name: 'uppercase of letters with several forms',
    labels: { odd: 'ŉ ǆ ǅ ᾳ ᾀ ΐ ﬃ ı ſ ა ᲀ' },
    steps: [{ ...from('odd'), ...to('x'), action: 'uppercase' }],
  },
  {
    name: 'lowercase of letters with several forms',
    labels: { odd: 'ᾼ ẞ Ω K ΑΣ. Σ' },
    steps: [{ ...from('odd'), ...to('x'), action: 'lowercase' }],
  },
  { name: 'lowercase of what is missing', steps: [{ ...from('nothing'), ...to('app'), action: 'lowercase' }] },
  { name: 'hashmod', steps: [{ ...from('app'), ...to('x'), modulus: 7, action: 'hashmod' }] },
  { name: 'hashmod of several', steps: [{ ...from('umlaut', 'emoji'), ...to('x'), modulus: 1000003, action: 'hashmod' }] },
  { name: 'hashmod of nothing', steps: [{ ...to('x'), modulus: 4294967296, action: 'hashmod' }] },
  { name: 'hashmod by one', steps: [{ ...from('app'), ...to('x'), modulus: 1, action: 'hashmod' }] },
  {
    name: 'sharding',
    targets: ['127.0.0.1:1', '127.0.0.1:2', '127.0.0.1:3', '127.0.0.1:4'],
    steps: [
      { ...from('__address__'), ...to('__tmp_hash'), modulus: 3, action: 'hashmod' },
      { ...from('__tmp_hash'), regex: '1', action: 'keep' },
    ],
  },
];

import { configOf, type Kit, type Row } from './row.ts';

const reader = 'system:serviceaccount:accounts:reader';
const other = 'system:serviceaccount:accounts:other';

const several = (name: string, files: Row['files'], expect: string, more: Partial<Row> = {}): Row => ({
  name,
  files,
  expect,
  env: {
    KUBECONFIG: Object.keys(files)
      .map((file) => `$DIR/${file}`)
      .join(':'),
  },
  ...more,
});
const one = (name: string, config: object | string, expect: string, more: Partial<Row> = {}): Row => ({
  name,
  files: { config },
  expect,
  ...more,
});

/** Which files are read, and what is in them. Where nothing is chosen, kubectl goes on to http://localhost:8080, and we do not. */
export function fileRows(kit: Kit): Row[] {
  const cluster = { server: kit.server, 'certificate-authority-data': kit.ca };
  const good = configOf(cluster, { token: kit.token });
  const second = configOf(cluster, { token: kit.otherToken });
  const text = JSON.stringify(good);
  const yaml = (lines: string): string => lines.replace('CLUSTER', JSON.stringify(cluster)).replace('TOKEN', kit.token);
  const plain = yaml(
    'clusters:\n- name: c\n  cluster: CLUSTER\nusers:\n- name: u\n  user:\n    token: TOKEN\ncontexts:\n- name: x\n  context: {cluster: c, user: u}\ncurrent-context: x\n',
  );
  return [
    several('two files: of each name the first wins', { a: good, b: second }, reader),
    several('two files: what the first does not have', { a: { clusters: [{ name: 'c', cluster }] }, b: second }, other),
    several(
      'two files: the first current-context wins',
      { a: { 'current-context': 'x' }, b: { ...second, 'current-context': 'y' } },
      other,
    ),
    several('a file that is not there', { a: good }, reader, { env: { KUBECONFIG: '$DIR/gone:$DIR/a::$DIR/a' } }),
    several('no file that is there', {}, 'unreachable', { env: { KUBECONFIG: '$DIR/gone:$DIR/lost' }, ours: 'config' }),
    several('an empty file', { a: '', b: good }, reader),
    several('only an empty file', { a: '' }, 'unreachable', { ours: 'config' }),
    several('a file of white space', { a: '\n  \n', b: good }, reader),
    several('a broken file after a good one', { a: good, b: 'clusters: [' }, 'config'),
    several('a folder', { a: good }, 'config', { env: { KUBECONFIG: '$DIR/a:$DIR' } }),
    { name: '~/.kube/config', files: { '.kube/config': good }, env: { KUBECONFIG: '', HOME: '$DIR' }, expect: reader },
    { name: '--kubeconfig wins', files: { a: second, config: good }, kubeconfig: '$DIR/a', expect: other },
    { name: '--kubeconfig that is not there', files: { config: good }, kubeconfig: '$DIR/gone', expect: 'config' },
    one('--context', { ...good, 'current-context': 'gone' }, reader, { context: 'x' }),
    one('--context that is not there', good, 'config', { context: 'y' }),
    one('a current-context that is not there', { ...good, 'current-context': 'y' }, 'config'),
    one('no current-context', { ...good, 'current-context': undefined }, 'unreachable', { ours: 'config' }),
    one('a context whose cluster is not there', { ...good, clusters: [] }, 'unreachable', { ours: 'config' }),
    one('YAML', plain, reader),
    one('YAML with comments, tabs after values, and Windows line ends', plain.replaceAll('\n', '\t# a\r\n'), reader),
    one('YAML with a key twice: the last counts', plain.replace('    token:', '    token: nonsense\n    token:'), reader),
    one('YAML with anchors', plain.replace('user:\n', 'user: &u\n').replace(/$/, 'extensions: [{name: e, extension: *u}]\n'), reader),
    one('two documents', `${plain}---\n${plain}`, reader),
    one(
      'a name twice',
      {
        ...good,
        users: [
          { name: 'u', user: {} },
          { name: 'u', user: { token: kit.token } },
        ],
      },
      'config',
    ),
    one('unknown fields', text.replace('{"token"', '{"colour":"red","token"').replace('"kind"', '"preferences":{},"kind"'), reader),
    one('another kind', { ...good, kind: 'Pod' }, 'config'),
    one('another version', { ...good, apiVersion: 'v2' }, 'config'),
    one('neither kind nor version', { ...good, kind: undefined, apiVersion: undefined }, reader),
    one('lists of null', { ...good, clusters: null }, 'unreachable', { ours: 'config' }),
    one('a token that is a number', { ...good, users: [{ name: 'u', user: { token: 7 } }] }, 'config'),
    one(
      'data that is no base64, of another user',
      {
        ...good,
        users: [
          { name: 'u', user: { token: kit.token } },
          { name: 'v', user: { 'client-key-data': '=' } },
        ],
      },
      'config',
    ),
    one('no YAML', '\tclusters', 'config'),
    one('a list', '[]', 'config'),
  ];
}

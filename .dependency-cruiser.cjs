// The arrows of ARCHITECTURE.md. test/conventions.test.ts runs them and plants one violation per rule.
const mayImport = {
  model: [],
  x509: ['model'],
  exporters: ['model'],
  prometheus: ['model', 'x509', 'exporters'],
  declared: ['model', 'x509', 'exporters', 'prometheus'],
  derive: ['model', 'x509', 'exporters', 'prometheus'],
  discover: ['model', 'x509', 'exporters', 'prometheus', 'kube'],
  net: ['model'],
  kube: ['model', 'net'],
  probes: ['model', 'x509'],
  rules: ['model'],
  reporters: ['model'],
};
const sockets = '^(node:)?(net|tls|dns|dns/promises|http|https|http2|dgram)$|node_modules/(undici|ws)/';

const arrows = Object.entries(mayImport).map(([room, allowed]) => ({
  name: `${room}-arrows`,
  comment: `src/${room} may import ${allowed.join(', ') || 'no room'} and itself`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/(${[room, ...allowed].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...arrows,
    {
      name: 'the-line-is-below-the-commands',
      comment: 'scan, plan and their parts know no command',
      severity: 'error',
      from: { path: '^src/((scan|plan|join|alike|coverage|ledger|scrape-rows)\\.ts$|(observe|recording)/)' },
      to: { path: '^src/(commands/|cli\\.ts)' },
    },
    { name: 'no-cycles', comment: 'a cycle hides who needs whom', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'sockets',
      comment: 'only net/ and kube/ touch the network',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(net|kube)/' },
      to: { path: sockets },
    },
    {
      name: 'client-node-in-one-file',
      comment: 'what client-node resolves is wrapped once',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/kube/credentials\\.ts$' },
      to: { path: 'node_modules/@kubernetes/' },
    },
    {
      name: 're2-in-relabeling',
      comment: "tenants' patterns run on one engine, in linear time",
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/prometheus/relabel/pattern\\.ts$' },
      to: { path: 're2js' },
    },
    {
      name: 'cel-in-rules',
      comment: 'one adapter',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/rules/cel\\.ts$' },
      to: { path: 'cel-js' },
    },
    {
      name: 'chalk-in-the-table',
      comment: 'colour is presentation',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/reporters/table' },
      to: { path: 'node_modules/chalk/' },
    },
    {
      name: 'yaml-in-loaders',
      comment: 'YAML is read where files are loaded',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/((rules|exporters|kube)/|prometheus/outcome/table\\.ts$)' },
      to: { path: 'node_modules/yaml/' },
    },
    {
      name: 'no-tests-in-src',
      comment: 'the product does not know its tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|fixtures|bench)/' },
    },
  ],
  options: { parser: 'swc', tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' }, moduleSystems: ['es6'] },
};

// Bundles the CLI and the library into dist/, so that the package has no runtime dependencies to resolve.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { parse } from 'yaml';

// Built aside and put in place at the end: whoever runs the old one meanwhile finds it whole.
const made = `dist.${process.pid}.tmp`;
const { metafile } = await build({
  entryPoints: { cli: 'src/cli.ts', index: 'src/index.ts' },
  bundle: true,
  splitting: true,
  minify: true,
  keepNames: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  outdir: made,
  chunkNames: '[name]-[hash]',
  metafile: true,
  legalComments: 'none',
  // CommonJS packages inside an ES module still call require for Node's own modules.
  banner: { js: "import { createRequire as pgxCreateRequire } from 'node:module'; const require = pgxCreateRequire(import.meta.url);" },
});
await chmod(`${made}/cli.js`, 0o755);
await writeNotices(metafile);
await writeParsed();
await rm('dist', { recursive: true, force: true });
await rename(made, 'dist');

/** What the rule files hold, by the digests of their texts: parsing YAML takes longer than all else of a start. */
async function writeParsed() {
  const folder = 'rules/checks';
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(`${folder}/${name}`, 'utf8')));
  const parsed = texts.map((text) => [createHash('sha256').update(text).digest('hex'), parse(text)]);
  await writeFile(`${made}/parsed.json`, JSON.stringify(Object.fromEntries(parsed)));
}

/** The packages whose code is in the bundle, with their licences. */
async function writeNotices({ inputs }) {
  const folders = new Set(Object.keys(inputs).flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const packages = await Promise.all([...folders].sort().map(describe));
  await writeFile(
    `${made}/THIRD-PARTY-NOTICES.txt`,
    packages.map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}\n`).join(`\n${'-'.repeat(80)}\n\n`),
  );
  const components = packages.map(({ name, version, license }) => ({
    type: 'library',
    name,
    version,
    licenses: [{ expression: license }],
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
  }));
  await writeFile(
    `${made}/sbom.cdx.json`,
    `${JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, components }, null, 2)}\n`,
  );
}

async function describe(folder) {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const files = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'LICENCE', 'LICENSE-MIT'];
  const texts = await Promise.all(files.map((file) => readFile(`${folder}/${file}`, 'utf8').catch(() => '')));
  return { name, version, license, text: texts.find((text) => text !== '') ?? 'No licence text in the package.' };
}

// Assembles the files of the container image from a built package, without network: node deploy/assemble.mjs FOLDER
import { chmod, cp, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Everything that the command line reads at run time, and the licences of what is in it. */
const parts = ['dist', 'rules', 'schema', 'package.json', 'LICENSE'];

const [folder = ''] = process.argv.slice(2);
if (folder === '') throw new Error('usage: node deploy/assemble.mjs FOLDER');
await mkdir(folder, { recursive: true });
const foreign = (await readdir(folder)).filter((name) => !parts.includes(name));
if (foreign.length > 0) throw new Error(`${folder} holds other files (${foreign[0]}): name a folder for the image alone`);
for (const part of parts) await rm(join(folder, part), { recursive: true, force: true });
const root = fileURLToPath(new URL('..', import.meta.url));
const isWanted = (path) => !path.endsWith('demo.mjs'); // of npm run demo
for (const part of parts) await cp(join(root, part), join(folder, part), { recursive: true, filter: isWanted });
await makeReadable(folder);

/** Whatever the umask was: everyone may read, and nobody but the owner write. */
async function makeReadable(path) {
  const entry = await lstat(path);
  await chmod(path, entry.isDirectory() || entry.mode & 0o100 ? 0o755 : 0o644);
  if (entry.isDirectory()) for (const name of await readdir(path)) await makeReadable(join(path, name));
}

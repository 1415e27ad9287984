import { existsSync, mkdirSync, mkdtempSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Files = Readonly<Record<string, Buffer>>;

/**
 * Writes a volume as kubelet's atomic writer does (pkg/volume/util/atomic_writer.go): the files lie in a dated folder, `..data` links to
 * it, and every name links into `..data`. One rename of `..data` swaps all files at once.
 */
export function writeVolume(dir: string, files: Files): void {
  mkdirSync(dir, { recursive: true });
  const data = join(dir, '..data');
  const before = existsSync(data) ? readlinkSync(data) : null;
  const dated = mkdtempSync(join(dir, `..${new Date().toISOString().replaceAll(/[:.]/g, '_')}.`));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dated, name), content);
  symlinkSync(dated.slice(dir.length + 1), `${data}_tmp`);
  renameSync(`${data}_tmp`, data);
  for (const name of Object.keys(files)) if (!existsSync(join(dir, name))) symlinkSync(join('..data', name), join(dir, name));
  if (before) rmSync(join(dir, before), { recursive: true });
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { writePki, type PkiFiles } from './support/pki-files.ts';

declare module 'vitest' {
  interface ProvidedContext {
    pki: PkiFiles;
  }
}

/** Vitest's global setup: keys and certificates once for all tests, in a folder that goes with them. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(path.join(tmpdir(), 'pgx-peers-'));
  provide('pki', await writePki(dir));
  return () => rm(dir, { recursive: true, force: true });
}

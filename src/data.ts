import { fileURLToPath } from 'node:url';

/** A file of the package's data. This file lies one level under the package root, in src/ as in dist/. */
export const dataPath = (...parts: readonly string[]): string => fileURLToPath(new URL(['..', ...parts].join('/'), import.meta.url));

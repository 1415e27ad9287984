import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { reporters } from '../support/reporters.ts';

/** `npm run test:validators`: apart from `npm test`, which needs npm packages for every platform alone. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/tools/*.test.ts'],
    globalSetup: ['test/e2e/support/build.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters,
  },
});

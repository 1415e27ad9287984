import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { reporters } from '../support/reporters.ts';

/** `npm run test:peers`: apart from `npm test`, which needs npm packages alone. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/peers/*.test.ts'],
    globalSetup: ['test/peers/setup.ts', 'test/e2e/support/build.ts'],
    maxWorkers: 2, // judges and servers want the processors too
    testTimeout: 120_000,
    hookTimeout: 400_000, // on a busy machine, testssl.sh takes minutes for a server that accepts a hundred suites
    reporters,
  },
});

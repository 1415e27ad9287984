import { defineConfig } from 'vitest/config';
import { reporters } from '../support/reporters.ts';

export default defineConfig({
  test: {
    include: ['test/cluster/**/*.test.ts'],
    globalSetup: ['test/cluster/setup.ts'],
    // One after another: some tests count the connections of the whole network namespace.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters,
  },
});

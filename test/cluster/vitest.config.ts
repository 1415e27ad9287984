import { defineConfig } from 'vitest/config';

/** With VITEST_JSON set, the counts also go into that file, for whoever adds them up. */
const json = process.env['VITEST_JSON'];

export default defineConfig({
  test: {
    include: ['test/cluster/**/*.test.ts'],
    globalSetup: ['test/cluster/setup.ts'],
    // One after another: some tests count the connections of the whole network namespace.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: json === undefined ? ['default'] : ['default', ['json', { outputFile: json }]],
  },
});

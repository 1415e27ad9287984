import { defineConfig } from 'vitest/config';

/** With VITEST_JSON set, the counts also go into that file, for whoever adds them up. */
const json = process.env['VITEST_JSON'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/cluster/**', 'test/tools/**', 'node_modules/**'],
    globalSetup: ['test/e2e/support/build.ts'],
    testTimeout: 60_000, // the end-to-end tests start many processes; a busy machine takes its time
    maxConcurrency: 4,
    reporters: json === undefined ? ['default'] : ['default', ['json', { outputFile: json }]],
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      exclude: ['src/cli.ts'],
      reporter: ['text-summary', 'html'],
      thresholds: { lines: 90, functions: 90, statements: 90, branches: 80 },
    },
  },
});

import { defineConfig } from 'vitest/config';
import { reporters } from './test/support/reporters.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/cluster/**', 'test/tools/**', 'test/peers/**', 'test/oracle/**', 'node_modules/**'],
    globalSetup: ['test/e2e/support/build.ts'],
    testTimeout: 60_000, // the end-to-end tests start many processes; a busy machine takes its time
    maxConcurrency: 4,
    reporters,
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      exclude: ['src/cli.ts'],
      reporter: ['text-summary', 'html'],
      thresholds: { lines: 90, functions: 90, statements: 90, branches: 80 },
    },
  },
});

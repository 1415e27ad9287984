import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { reporters } from '../support/reporters.ts';

/** `npm run test:oracle`: apart from `npm test`, since it needs Go. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: { include: ['test/oracle/*.test.ts'], testTimeout: 300_000, reporters },
});

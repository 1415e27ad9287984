import type { InlineConfig } from 'vitest/node';

/** With VITEST_JSON set, the counts also go into that file, for whoever adds them up. */
const outputFile = process.env['VITEST_JSON'];

export const reporters: NonNullable<InlineConfig['reporters']> =
  outputFile === undefined ? ['default'] : ['default', ['json', { outputFile }]];

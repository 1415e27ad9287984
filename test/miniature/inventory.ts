import { databases } from './databases.ts';
import type { Exporter } from './exporter.ts';
import { crashing, platform } from './platform.ts';

export type { Exporter } from './exporter.ts';

/** The twelve metrics endpoints, and one that does not answer. */
export const exporters: readonly Exporter[] = [...databases, ...platform, crashing];

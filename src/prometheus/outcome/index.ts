export { predictOutcome } from './predict.ts';
export { nearestError, recognise, type Recognised } from './recognise.ts';
export { sameError } from './same-error.ts';
export type { Chain, ScrapeQuestion } from './step.ts';
export { parseScrapeErrors, type ScrapeError, type ScrapeErrors } from './table.ts';
export { readable } from './template.ts';

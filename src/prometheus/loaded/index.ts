export { attribute, type Asked, type DeclaredJob } from './asked.ts';
export { joinLoaded, type DeclaredTarget, type Joined } from './join.ts';
export { parseLoaded, type LoadedTarget, type LoadedTargets } from './parse.ts';
export { poolShape, undeclaredPools, type Pool } from './pools.ts';
export { shownUrl } from './url.ts';

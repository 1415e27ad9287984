export { parseCatalogue, type Catalogue } from './catalogue.ts';
export { metricsPorts, recognise } from './recognise.ts';
export type { Container, Workload } from './workload.ts';

export { parseCatalogue, type Catalogue, type ExporterEntry } from './catalogue.ts';
export { metricsPorts, recognise, type Recognition } from './recognise.ts';
export type { Container, ContainerPort, Workload } from './workload.ts';

export { annotatedScrape, scrapeOfAnnotations } from './annotations.ts';
export { selects, type LabelSelector } from './label-selector.ts';
export { allPorts, portsOf, selectsService, type Backend } from './monitors.ts';
export { monitorScrapes, type MonitorScrape } from './scrape.ts';
export { serviceMonitorShape, type ServiceMonitor } from './service-monitor.ts';
export { caText, type CaRef } from './tls-config.ts';
export type * from './job.ts';
export { requestPath } from './path.ts';

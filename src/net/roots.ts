import { rootCertificates as bundled } from 'node:tls';

/** The public roots that come with Node (Mozilla's list), as PEM: what a scrape without a CA would most likely verify with. */
export const rootCertificates: readonly string[] = bundled;

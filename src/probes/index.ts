import type { Probe } from '../model/probe.ts';
import { certificate } from './certificate.ts';
import { clientAuth } from './client-auth.ts';
import { cost } from './cost.ts';
import { http } from './http.ts';
import { keyExchange } from './key-exchange.ts';
import { serverNames } from './server-names.ts';
import { session } from './session.ts';
import { surface } from './surface.ts';
import { tls } from './tls.ts';
import { transport } from './transport.ts';

/** One probe per observed fact group. `transport` first: what it asks decides what the others may. */
export const probes: readonly Probe[] = [transport, tls, keyExchange, certificate, clientAuth, http, session, serverNames, surface, cost];

export { createScrapeHandshake, presents } from './scrape-handshake.ts';

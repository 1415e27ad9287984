import { clientCertificateScenarios } from './client-certificates.ts';
import { httpScenarios } from './http.ts';
import { kindScenarios } from './kinds.ts';
import { otherServers } from './other-servers.ts';
import { prometheusScenarios } from './prometheus-objects.ts';
import { rejectionScenarios } from './rejections.ts';
import { relabelingScenarios } from './relabelings.ts';
import type { Scenario } from './scenario.ts';
import { selectorScenarios } from './selectors.ts';
import type { Server } from './server.ts';
import { tlsScenarios } from './tls.ts';
import { toolkitServers } from './toolkit-servers.ts';

export const servers: readonly Server[] = [...toolkitServers, ...otherServers];

export const scenarios: readonly Scenario[] = [
  ...tlsScenarios,
  ...clientCertificateScenarios,
  ...httpScenarios,
  ...relabelingScenarios,
  ...selectorScenarios,
  ...kindScenarios,
  ...prometheusScenarios,
  ...rejectionScenarios,
];

import { couldNotLook, type Unknown } from '../model/fact.ts';
import type { Target } from '../model/subject.ts';

/**
 * Why what a port-forward would show of the target counts for nothing; null where it counts. A port-forward ends on the pod's loopback, where
 * another listener may have the port: an exporter in plaintext behind a proxy that speaks TLS on the pod's own address.
 */
export const loopbackVantage = ({ listensEverywhere }: Target): Unknown | null =>
  listensEverywhere
    ? null
    : couldNotLook(
        "loopback vantage: port-forward reaches the pod's loopback, and nothing proves that the same listener is on its address",
        'loopback-vantage',
      );

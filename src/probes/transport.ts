import type { Answer } from '../model/attempt.ts';
import { transportShape, type Transport } from '../model/facts.ts';
import type { Probe } from '../model/probe.ts';
import { notSeen, observed, sharedAttempts, unanswered } from './common.ts';
import { settled } from './still-there.ts';
import { survey } from './survey.ts';

/** What a request without TLS met on a port that takes none. */
function refusalWithoutTls({ http, spoke, failure }: Answer): string {
  if (http) return `HTTP ${http.status}`;
  if (spoke === 'tls') return 'TLS';
  return failure?.kind === 'reset' ? 'connection reset' : 'connection closed';
}

/** `transport`: does the port speak TLS, does it answer HTTP without. Unknown as a whole only where no connection came about. */
export const transport: Probe<Transport> = {
  group: 'transport',
  shape: transportShape,
  uses: sharedAttempts,
  extra: () => 0,
  async observe(dial, asked) {
    const seen = await survey(dial, asked);
    const { hello, get, tls, plaintext } = seen.contact;
    if (!hello.connected) return notSeen('transport', unanswered(hello));
    const gone = tls === true ? (await settled(asked, seen)).gone : null;
    const unheard = gone !== null && plaintext === false && get?.spoke === 'nothing';
    if (unheard) return observed('transport', { tls, plaintext: gone });
    return observed('transport', { tls, plaintext, ...(plaintext === false && get ? { plaintext_refusal: refusalWithoutTls(get) } : {}) });
  },
};

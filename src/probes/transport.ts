import { transportShape, type Transport } from '../model/facts.ts';
import type { Probe } from '../model/probe.ts';
import { instead, notSeen, observed, otherName } from './common.ts';
import { contact } from './contact.ts';
import { couldNotLook } from '../model/fact.ts';

/** `transport`: does the port speak TLS, does it answer HTTP without. Unknown as a whole only where no connection came about. */
export const transport: Probe<Transport> = {
  group: 'transport',
  shape: transportShape,
  uses: (asked) => ['first', ...(otherName(asked) === undefined ? [] : ['first-other-name']), 'plaintext', 'tls12-again'],
  extra: () => 0,
  async observe(dial, asked) {
    const { hello, tls, plaintext } = await contact(dial, asked);
    if (!hello.connected) return notSeen('transport', couldNotLook(instead(hello)));
    return observed('transport', { tls, plaintext });
  },
};

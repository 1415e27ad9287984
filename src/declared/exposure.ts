import { type Fact, outOfMode } from '../model/fact.ts';
import { type Exposure, exposureShape } from '../model/facts.ts';
import type { Reader } from '../model/probe.ts';
import { clean } from '../model/text.ts';

/** A port of the node's own address is as reachable as the node: told, but not by itself reachable from outside the cluster. */
const onNodeOnly = 'hostNetwork';

/** `exposure`: what makes the port reachable from outside the cluster. */
export const exposure: Reader<Exposure> = {
  group: 'exposure',
  shape: exposureShape,
  scope: 'endpoint',
  read({ endpoint }): Fact<Exposure> {
    const of = { group: 'exposure', basis: 'declared' } as const;
    if (endpoint.owner.kind === 'address') return { ...of, ...outOfMode('a named address: what exposes it was not looked for') };
    const via = endpoint.exposedBy.map((each) => clean(each));
    return { ...of, known: { external: via.some((each) => each !== onNodeOnly), via } };
  },
};

import type { Fact } from '../model/fact.ts';
import { type Monitor, monitorShape } from '../model/facts.ts';
import type { ObjectReader } from '../model/probe.ts';

/** `monitor`: what became of an object that declares scrapes. */
export const monitor: ObjectReader<Monitor> = {
  group: 'monitor',
  shape: monitorShape,
  scope: 'object',
  read({ origin, selectedBy, prometheuses, rejections, targets, selectsNothing }): Fact<Monitor> {
    const known = {
      kind: origin.kind,
      selected_by: copyOf(selectedBy),
      prometheuses,
      rejections: copyOf(rejections),
      targets,
      selects_nothing: selectsNothing,
    };
    return { group: 'monitor', basis: 'declared', known };
  },
};

const copyOf = <T extends object>(value: readonly string[] | T): string[] | T => (Array.isArray(value) ? [...value] : (value as T));

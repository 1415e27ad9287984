import type { Fact } from '../model/fact.ts';
import { type ExporterFact, exporterShape } from '../model/facts.ts';
import type { Reader } from '../model/probe.ts';

/** `exporter`: what the catalogue recognised the workload as. */
export const exporter: Reader<ExporterFact> = {
  group: 'exporter',
  shape: exporterShape,
  scope: 'endpoint',
  read({ endpoint }): Fact<ExporterFact> {
    const of = { group: 'exporter', basis: 'declared' } as const;
    const ref = endpoint.exporter;
    if (!ref) return { ...of, absent: 'the catalogue of exporters does not recognise the workload' };
    return { ...of, known: { name: ref.name, kind: ref.kind, costly: ref.costly } };
  },
};

import { metricsPorts, type Catalogue } from '../exporters/index.ts';
import { originText } from '../model/origin.ts';
import { workloadOf, type Drafts } from './drafts.ts';
import type { NotProbedList } from './not-probed.ts';
import { controllerOf } from './owner.ts';
import { isFinished } from './proof.ts';
import type { Scope } from './scope.ts';

/** What the ways of finding endpoints work on. */
export interface Finding {
  readonly scope: Scope;
  readonly drafts: Drafts;
  readonly notProbed: NotProbedList;
}

/** Exporters that the catalogue identifies without anyone scraping them; what is only suspected is listed, or probed on a guess. */
export function findRecognised({ scope, drafts, notProbed }: Finding, catalogue: Catalogue, guess: boolean): void {
  for (const pod of scope.pods)
    for (const { port, exporter, candidate, loopback } of metricsPorts(catalogue, workloadOf(pod))) {
      const owner = controllerOf(pod);
      const what = `${originText(owner)} port ${port}`;
      const known = drafts.all.has(`${owner.namespace}/${owner.kind}/${owner.name}:${port}`);
      if (known && !isFinished(pod)) drafts.ofPod(pod, port);
      else if (isFinished(pod)) notProbed.add(what, 'finished', 'the pod has finished');
      else if (loopback) notProbed.add(what, 'loopback-only', 'it listens on loopback only');
      else if (exporter || guess) drafts.ofPod(pod, port);
      else notProbed.add(what, 'only-suspected', `only its ${candidate} suggests an exporter: --guess probes it`);
    }
}

import { createRecorder, fingerprintOf } from '../recording/index.ts';
import type { KeyPair } from '../model/attempt.ts';
import type { Report } from '../model/report.ts';
import { observeOver, type Network } from '../observe/observe.ts';
import type { ScanOptions } from '../scan.ts';
import { beginFile } from './recording-file.ts';
import type { ScanFlags } from './scan-flags.ts';

type Options = Omit<ScanOptions, 'onPlan' | 'onObserved' | 'observe'>;

/** A scan that is, or is not, written down. */
export interface Taping {
  readonly options: Options & Pick<ScanOptions, 'observe'>;
  readonly finish: (report: Report) => Promise<void>;
  /** Where there is no report: nothing is left. */
  readonly discard: () => Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

/** With --record, a scan that writes down what it finds and sees; else the scan as it is. Rejects with a usage error where the file cannot be written. */
export async function taping(options: Options, network: Network, flags: ScanFlags): Promise<Taping> {
  if (flags.record === undefined) {
    return { options: { ...options, observe: observeOver(network, null) }, finish: nothing, discard: nothing };
  }
  const file = await beginFile(flags.record);
  const recorder = createRecorder(file.write);
  await recorder.begin(headerOf(options, flags), options.loaded);
  return {
    options: {
      ...options,
      observe: observeOver(network, recorder.listen),
      podNow: recorder.podNow(options.podNow),
      async discover() {
        const discovery = await options.discover();
        await recorder.discovered(discovery);
        return discovery;
      },
      async vantage(auditedServer) {
        const vantage = await options.vantage(auditedServer);
        await recorder.seenFrom(vantage);
        return vantage;
      },
    },
    async finish(report) {
      await recorder.end(report);
      await file.finish();
    },
    discard: file.discard,
  };
}

const sha256 = (pair: KeyPair | null): string | null => pair && fingerprintOf(pair);

function headerOf({ tool, ruleSet, looking, scope, present, minCoverage, allowEmpty, now }: Options, flags: ScanFlags) {
  const { throwaway, own, wrong } = looking.clients;
  return {
    tool,
    ruleSet: { digest: ruleSet.digest, rules: ruleSet.rules.length },
    recordedAt: new Date(now()).toISOString(),
    given: [...(flags.given ?? [])],
    looking: { ...looking, clients: { throwaway: sha256(throwaway), own: sha256(own), wrong: sha256(wrong) } },
    presents: present !== null,
    scope,
    judging: { minCoverage, allowEmpty, expiryWarning: flags.expiryWarning },
  };
}

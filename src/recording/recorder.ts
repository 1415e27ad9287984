import type { Discovery } from '../discover/index.ts';
import type { Answer } from '../model/attempt.ts';
import { isUnknown } from '../model/fact.ts';
import type { Immutable } from '../model/shape.ts';
import type { Report, Vantage } from '../model/report.ts';
import type { Endpoint, Scrape } from '../model/subject.ts';
import type { Listen } from '../observe/observe.ts';
import { presents } from '../probes/index.ts';
import type { LoadedTargets } from '../prometheus/loaded/index.ts';
import type { ReadPodNow } from '../observe/recheck.ts';
import { recordable } from './answer.ts';
import { recordingFormat, type End, type Header, type Line, type TargetLine } from './lines.ts';
import { loadedLines } from './loaded.ts';
import { fingerprintOf, questionKey, questionOf, type Question } from './question.ts';
import { createRedact } from './redact.ts';
import { createSharedValues } from './shared-values.ts';

/** Writes one line, which ends with a newline. Never rejects: an error is told when the recording is finished. */
export type WriteLine = (line: string) => Promise<void>;

/** Writes down what a scan finds and sees, as it goes, and hands it on as it was written down. */
export interface Recorder {
  begin(header: Immutable<Omit<Header, 'kind' | 'format'>>, loaded: readonly LoadedTargets[] | null): Promise<void>;
  discovered(discovery: Discovery): Promise<void>;
  seenFrom(vantage: Vantage): Promise<void>;
  readonly listen: Listen;
  /** Reads pods, and writes down what they are. */
  readonly podNow: (read: ReadPodNow) => ReadPodNow;
  end(report: Report): Promise<void>;
}

const most = 500; // items on a line

type Written = Line | { readonly kind: 'target' } | { readonly kind: 'shared' };

export function createRecorder(write: WriteLine): Recorder {
  const redact = createRedact();
  const shared = createSharedValues();
  let asksLoaded = false;
  let withKeys = false;
  let written = 0; // lines

  const put = async (line: Written | object): Promise<void> => {
    const { value, before } = shared.deflate(redact(line));
    const lines = [...before.map((each) => ({ kind: 'shared', ...each })), value];
    written += lines.length;
    await write(lines.map((each) => `${JSON.stringify(each)}\n`).join(''));
  };
  const putAll = async <T>(items: readonly T[], lineOf: (chunk: readonly T[]) => object): Promise<void> => {
    for (let from = 0; from < items.length; from += most) await put(lineOf(items.slice(from, from + most)));
  };

  return {
    async begin(header, loaded) {
      asksLoaded = loaded !== null;
      withKeys = header.presents;
      await put({ kind: 'header', format: recordingFormat, ...header });
      for (const each of loaded ?? []) for (const line of loadedLines(each)) await put(line);
    },
    async discovered(discovery) {
      const { cluster, user, jobsUnknown, notProbedOmitted, access } = discovery;
      await put({ kind: 'cluster', cluster, user, jobsUnknown, notProbedOmitted, access, asksLoaded });
      for (const endpoint of discovery.endpoints) await put(endpointLine(endpoint, withKeys ? discovery : null));
      for (const object of discovery.objects) await put({ kind: 'object', object });
      await putAll(discovery.jobs, (jobs) => ({ kind: 'jobs', jobs }));
      await putAll(discovery.notProbed, (notProbed) => ({ kind: 'not-probed', notProbed }));
    },
    seenFrom: (vantage) => put({ kind: 'vantage', vantage }),
    listen(plan) {
      const exchanges = new Map<string, { readonly question: Question; readonly answer: Answer }>();
      return {
        listen: (dial) => async (attempt) => {
          const question = questionOf(attempt);
          const key = questionKey(question);
          const known = exchanges.get(key)?.answer;
          if (known) return known;
          const answer = recordable(await dial(attempt), redact);
          exchanges.set(key, { question, answer });
          return answer;
        },
        async end({ connections, milliseconds, startedAt, broken }, undialled) {
          const line = { kind: 'target', target: plan.target.id, undialled, connections, milliseconds, startedAt, broken } satisfies Omit<
            TargetLine,
            'exchanges'
          >;
          await put({ ...line, exchanges: [...exchanges.values()] });
        },
      };
    },
    podNow: (read) => async (pod) => {
      const now = await read(pod);
      await put({ kind: 'pod', pod, now });
      return now;
    },
    async end({ startedAt, finishedAt, partial, partialReason }) {
      await put({ kind: 'end', lines: written + 1, startedAt, finishedAt, partial, partialReason } satisfies End);
    },
  };
}

function endpointLine(endpoint: Endpoint, keys: Pick<Discovery, 'keyPairOf'> | null): object {
  const keyPair = (scrape: Scrape): object | null => {
    if (!keys || !presents(scrape)) return null;
    const pair = keys.keyPairOf(scrape);
    return isUnknown(pair) ? pair : { sha256: fingerprintOf(pair) };
  };
  return { kind: 'endpoint', endpoint, keyPairs: endpoint.scrapes.map(keyPair) };
}

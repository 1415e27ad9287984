import type { Answer, Attempt, Dial, KeyPair, Timings } from '../model/attempt.ts';
import { connectionsFor } from '../model/beside.ts';
import { couldNotLook, isUnknown, outOfMode, type Leaf } from '../model/fact.ts';
import { costShape, type Cost } from '../model/facts.ts';
import type { Asked, Probe } from '../model/probe.ts';
import { instead, notSeen, observed, sharedAttempts } from './common.ts';
import { withoutTls } from './contact.ts';
import { survey } from './survey.ts';
import { wayIn } from './way-in.ts';

const times = connectionsFor.cost / 2;
const secondsOfDay = 86_400;

const pathOf = ({ paths: [path = '/'] }: Asked): string => path;

/** How the measurements of one kind are made. */
interface Kind {
  readonly serverName: string;
  readonly client: KeyPair | null;
  readonly resume: boolean;
}

const attempt = (asked: Asked, { serverName, client, resume }: Kind, number: number): Attempt => ({
  name: `cost-${resume ? 'resumed' : 'full'}-${number}`,
  kind: 'cost',
  serverName,
  request: { path: pathOf(asked) },
  resume,
  ...(client && { client }),
});

async function measure(dial: Dial, asked: Asked, kind: Kind): Promise<Answer[]> {
  const answers = [];
  for (let number = 1; number <= times; number += 1) answers.push(await dial(attempt(asked, kind, number)));
  return answers;
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** The middle one of what was measured; of an even number, the mean of both. */
function middle(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const half = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(half)] ?? 0) + (sorted[Math.ceil(half)] ?? 0)) / 2;
}

/** The median of those that came about, where that were most. */
function median(answers: readonly Answer[], value: (timings: Timings) => number | null): Leaf<number> {
  const values = answers.flatMap((answer) => (answer.timings ? (value(answer.timings) ?? []) : []));
  if (values.length > times / 2) return rounded(middle(values));
  const failed = answers.find((answer) => !answer.timings || value(answer.timings) === null);
  return couldNotLook(`measured ${values.length} of ${times} times: ${failed ? instead(failed) : 'no answer'}`);
}

const handshakeTime = ({ connected, secured }: Timings): number | null =>
  connected === null || secured === null ? null : secured - connected;
/** Of the first chain that was seen: it is the same every time. */
function chainBytes(answers: readonly Answer[]): Leaf<number> {
  const chain = answers.find(({ certificates }) => certificates.length > 0)?.certificates;
  return chain ? chain.reduce((sum, { length }) => sum + length, 0) : couldNotLook('no certificate was served');
}

/** Null where handshakes came about, and none of them resumed the session of the one before. */
function resumedTime(answers: readonly Answer[]): Cost['resumed_ms'] {
  const whole = answers.filter(({ timings }) => timings !== null && timings.secured !== null);
  if (whole.length > times / 2 && !whole.some(({ timings }) => timings?.resumed)) return null;
  return median(answers, (timings) => (timings.resumed ? handshakeTime(timings) : null));
}

/** Null in every answer that is complete: the server closed the connection, or could have been expected to. */
function keptTime(answers: readonly Answer[]): Leaf<number> {
  const whole = answers.filter(({ timings }) => timings !== null && timings.answered !== null);
  if (whole.length > times / 2 && whole.every(({ timings }) => timings?.again === null))
    return couldNotLook('the server keeps no connection open');
  return median(answers, ({ again }) => again);
}

/** If every scrape made a new handshake, as often as the endpoint is scraped by one Prometheus. */
function perDay(intervalSeconds: number | null, milliseconds: Leaf<number>, bytes: Leaf<number>): Cost['per_day'] {
  if (intervalSeconds === null) return null;
  if (isUnknown(milliseconds)) return milliseconds;
  if (isUnknown(bytes)) return bytes;
  const handshakes = Math.round(secondsOfDay / intervalSeconds);
  return { handshakes, seconds: rounded((handshakes * milliseconds) / 1000), bytes: Math.round(handshakes * bytes) };
}

function costOf(asked: Asked, full: readonly Answer[], resumed: readonly Answer[]): Cost {
  const intervalSeconds = asked.cost?.intervalSeconds ?? null;
  const handshake = median(full, handshakeTime);
  const bytes = median(full, ({ handshakeBytes = null }) => handshakeBytes);
  return {
    path: pathOf(asked),
    handshake_ms: handshake,
    resumed_ms: resumedTime(resumed),
    scrape_new_ms: median(full, ({ answered }) => answered),
    scrape_kept_ms: keptTime(full),
    chain_bytes: chainBytes(full),
    handshake_bytes: bytes,
    interval_seconds: intervalSeconds,
    per_day: perDay(intervalSeconds, handshake, bytes),
  };
}

/**
 * `cost`: what TLS costs a scrape. Times are those that pass at this vantage, as Prometheus would see them from here: the network's round trips,
 * the server's CPU and waiting, and this client's own CPU are all in them, so that they are not the CPU time of the exporter, which is a part of
 * them. Prometheus keeps its connections, and makes a new handshake only where one was closed: `per_day` is what it would be otherwise.
 * Of an exporter whose scrape is costly only `/` is requested, as everywhere. Who turns away clients without a certificate is measured with the user's.
 */
export const cost: Probe<Cost> = {
  group: 'cost',
  shape: costShape,
  uses: sharedAttempts,
  extra: (asked) => (asked.cost ? 2 * times : 0),
  async observe(dial, asked) {
    if (!asked.cost) return notSeen('cost', outOfMode('measured with --measure-cost only'));
    const seen = await survey(dial, asked);
    const without = withoutTls('cost', seen.contact);
    if (without) return without;
    const way = await wayIn(dial, asked, seen);
    if (isUnknown(way)) return notSeen('cost', way);
    const kind = { serverName: seen.contact.serverName, client: way.client };
    const full = await measure(dial, asked, { ...kind, resume: false });
    const resumed = await measure(dial, asked, { ...kind, resume: true });
    return observed('cost', { ...costOf(asked, full, resumed), ...(way.client && { with_client_certificate: true }) });
  },
};

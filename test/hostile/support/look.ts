import { expect } from 'vitest';
import type { Answer, Dial } from '../../../src/model/attempt.ts';
import { isUnknown, type Leaf } from '../../../src/model/fact.ts';
import type { CertificateGroup } from '../../../src/model/facts.ts';
import { type Depth, mostConnections } from '../../../src/model/probe.ts';
import { cipherSuites, tlsVersions } from '../../../src/model/registry.ts';
import { createDial } from '../../../src/net/index.ts';
import { dialOptions } from '../../net/support.ts';
import { asking, observeWith, type Seen } from '../../probes/support/observe.ts';
import { startHostile, type Handler } from '../../support/hostile.ts';

/** What a scan says of a server, in short. */
export interface Saw {
  readonly tls: string; // "yes", "no", or why it is not known
  readonly plaintext: string;
  readonly versions: string; // that are accepted; behind a "?", why others are not known
  readonly suites: string; // how many of those asked are accepted; behind a "?", why others are not known
  readonly certificate: string; // subject of the first, or why it is not known
  readonly http: string; // "200 metrics", "302", or why there is none
  readonly client: string; // whether a client certificate is required, or why it is not known
}

export interface Looked {
  readonly saw: Saw;
  readonly seen: Seen;
  readonly answers: readonly Answer[];
  readonly grownBy: number; // bytes of resident memory, at the most
  readonly depth: Depth;
  readonly timeoutMs: number;
}

const yesNo = (leaf: Leaf<boolean> | undefined): string => {
  if (leaf === undefined) return 'none';
  return isUnknown(leaf) ? leaf.unknown : leaf ? 'yes' : 'no';
};

function rowsOf(rows: readonly { readonly name: string; readonly accepted: Leaf<boolean> }[], brief: boolean): string {
  const accepted = rows.filter((row) => row.accepted === true).map(({ name }) => name);
  const unknown = rows.map((row) => row.accepted).find(isUnknown)?.unknown;
  return `${brief ? accepted.length : accepted.join(' ')}${unknown === undefined ? '' : ` ?${unknown}`}`.trim();
}

function certificateOf(group: CertificateGroup | undefined): string {
  const leaf = group?.served[0]?.leaf;
  if (leaf === undefined) return 'none';
  return isUnknown(leaf) ? leaf.unknown : leaf.subject;
}

function httpOf({ http }: Seen): string {
  const response = http?.responses[0];
  if (!response) return 'none';
  if (isUnknown(response.status)) return response.status.unknown;
  return `${response.status}${response.metrics === true ? ' metrics' : ''}`;
}

const sawOf = (seen: Seen): Saw => ({
  tls: yesNo(seen.transport?.tls),
  plaintext: yesNo(seen.transport?.plaintext),
  versions: rowsOf(seen.tls?.versions ?? [], false),
  suites: rowsOf(seen.tls?.suites ?? [], true),
  certificate: certificateOf(seen.certificate),
  http: httpOf(seen),
  client: yesNo(seen.clientAuth?.required),
});

const everything = {
  'tls.versions': ['SSLv2', ...tlsVersions.map(({ name }) => name)],
  'tls.suites': cipherSuites.map(({ name }) => name),
};

export interface LookOptions {
  readonly depth?: Depth;
  readonly timeoutMs?: number | undefined; // of one connection
}

/** Looks at a server with all probes over real sockets, as a scan does. */
export async function lookAt(serve: Handler, { depth = 'decision', timeoutMs = 10_000 }: LookOptions = {}): Promise<Looked> {
  const server = await startHostile(serve);
  const answers = new Set<Answer>();
  const before = process.memoryUsage.rss();
  let grownBy = 0;
  const most = mostConnections[depth];
  const around = { address: null, inLane: <T>(run: () => Promise<T>) => run(), random: () => 0, onExhausted: () => undefined };
  const { dial } = createDial({ ...dialOptions(server.port, timeoutMs), most }, around);
  const watched: Dial = async (attempt) => {
    const answer = await dial(attempt);
    answers.add(answer);
    grownBy = Math.max(grownBy, process.memoryUsage.rss() - before);
    return answer;
  };
  try {
    const seen = await observeWith(watched, asking({ depth, most, ...(depth === 'full' ? { sets: everything } : {}) }));
    return { saw: sawOf(seen), seen, answers: [...answers], grownBy, depth, timeoutMs };
  } finally {
    await server.stop();
  }
}

const mostRead = 256 * 1024;
const mostGrown = 200 << 20; // of the whole process, which is the servers' too
const patience = 5000;

/** No connection was read beyond its bound or long after its deadline, none was too many, and nothing failed in a way that was not foreseen. */
export function expectBounded({ answers, grownBy, seen, depth, timeoutMs }: Looked): void {
  for (const { bytesRead, milliseconds } of answers) {
    expect(bytesRead).toBeLessThanOrEqual(mostRead);
    expect(milliseconds).toBeLessThan(timeoutMs + patience);
  }
  expect(answers.length).toBeLessThanOrEqual(mostConnections[depth]);
  expect(grownBy).toBeLessThan(mostGrown);
  expect(JSON.stringify(seen.facts)).not.toContain('internal error');
}

import { describe, expect, it } from 'vitest';
import type { Answer, Attempt, Connect, Refusal } from '../../src/model/attempt.ts';
import { backOff } from '../../src/net/back-off.ts';
import { startDeadline } from '../../src/net/deadline.ts';
import { failureOfError } from '../../src/net/ended.ts';
import { waitingOut } from '../../src/net/own-limits.ts';
import { nothingSeen } from '../../src/net/seen.ts';
import { someTarget } from '../support/endpoint.ts';

const { signal: scanDeadline } = new AbortController();
const hello: Attempt = { name: 'hello', kind: 'hello', hello: { versions: [0x0303], suites: [1], serverName: '' } };
const get: Attempt = { name: 'get', kind: 'http', request: { path: '/' } };

const good: Partial<Answer> = { bytesRead: 100, spoke: 'tls' };
const alert = (description: number): Partial<Answer> => ({ bytesRead: 7, alert: { level: 2, description, name: 'x', when: 'hello' } });
const failed = (kind: NonNullable<Answer['failure']>['kind']): Partial<Answer> => ({ failure: { kind, text: kind } });
const http = (status: number): Partial<Answer> => ({
  bytesRead: 100,
  http: { status, headers: {}, bytes: 0, truncated: false, exposition: null, says: [], builds: [] },
});

/** Asks one after another; gives how often was dialled, and before which of these it waited: only then is chance asked how long. */
async function course(...answers: readonly (readonly [Attempt, Partial<Answer>])[]) {
  const waited: boolean[] = [];
  let waits = false;
  let next = 0;
  const random = (): number => {
    waits = true;
    return 0;
  };
  const dial = backOff(
    async ({ name }) => {
      waited.push(waits);
      waits = false;
      const [, answer] = answers[next++] ?? [hello, good];
      return { ...nothingSeen(name), ...answer };
    },
    { random, scanDeadline },
  );
  const given: Answer[] = [];
  while (next < answers.length) given.push(await dial(answers[next]?.[0] ?? hello));
  return { dialled: next, given, waited };
}

describe('what overload looks like', () => {
  it.each([
    ['a connection that is not made in time', hello, failed('connect-timeout')],
    ['a connection that is closed where there was an answer before', hello, failed('closed')],
    ['one that is reset', hello, failed('reset')],
    ['internal_error', hello, alert(80)],
    ['429', get, http(429)],
    ['503', get, http(503)],
  ])('%s: the next attempt waits, and no other', async (_, attempt, answer) => {
    const { waited } = await course([hello, good], [attempt, answer], [hello, good], [hello, good]);
    expect(waited).toEqual([false, false, true, false]);
  });

  it.each([
    ['a refusal', hello, alert(40)],
    ['a port of TLS that closes on a plaintext request', get, failed('closed')],
    ['silence', hello, failed('timeout')],
    ['404', get, http(404)],
  ])('%s is none', async (_, attempt, answer) => {
    expect((await course([hello, good], [attempt, answer], [hello, good])).waited).toEqual([false, false, false]);
  });

  it('nor is a port that closes from the start', async () => {
    expect((await course([hello, failed('closed')], [hello, good])).waited).toEqual([false, false]);
  });
});

describe('a refusal after a sign of overload', () => {
  it('is asked for once more, and the second answer counts', async () => {
    const { given, dialled } = await course([hello, good], [get, http(503)], [hello, alert(40)], [hello, good]);
    expect(dialled).toBe(4);
    expect(given.map((answer) => answer.alert?.description)).toEqual([undefined, undefined, undefined]);
  });
  it('is believed where it comes twice', async () => {
    const { given } = await course([hello, good], [get, http(503)], [hello, alert(40)], [hello, alert(40)]);
    expect(given.at(-1)?.alert?.description).toBe(40);
  });
  it('is believed at once where the sign is an alert that OpenSSL gives for old versions', async () => {
    expect((await course([hello, alert(80)], [hello, alert(40)])).given).toHaveLength(2);
  });
  it('is believed at once where an answer came between', async () => {
    expect((await course([get, http(503)], [hello, good], [hello, alert(40)])).given).toHaveLength(3);
  });
});

const refused = (code: string): Refusal => ({ refused: failureOfError(Object.assign(new Error(code), { code }), 'unreachable') });

async function connectWith(...codes: readonly string[]) {
  let calls = 0;
  let exhausted = 0;
  const connect: Connect = () => Promise.resolve(refused(codes[calls++] ?? ''));
  const deadline = startDeadline(50, scanDeadline, () => 0);
  const made = await waitingOut(connect, { random: () => 0, onExhausted: () => (exhausted += 1) })(someTarget(), deadline);
  deadline.stop();
  return { calls, exhausted, made };
}

describe('a limit of this machine', () => {
  it.each(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'ENOMEM'])(
    '%s is waited out, once and not beyond the deadline',
    async (code) => {
      expect(await connectWith(code, 'ECONNREFUSED')).toMatchObject({ calls: 2, exhausted: 1, made: refused('ECONNREFUSED') });
      expect(await connectWith(code, code)).toMatchObject({ calls: 2, made: { refused: { ours: true } } });
    },
  );
  it('is not what a target refuses', async () => {
    expect(await connectWith('ECONNREFUSED')).toMatchObject({ calls: 1, exhausted: 0 });
  });
});

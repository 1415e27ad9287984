import { createHash } from 'node:crypto';
import type { Answer, Dial } from '../model/attempt.ts';
import { couldNotLook } from '../model/fact.ts';
import { serverNamesShape, type ServerNames } from '../model/facts.ts';
import type { Asked, Probe } from '../model/probe.ts';
import { instead, notSeen, observed, onlyInFull, refusedByAlert, sharedAttempts, unanswered, unrecognizedName } from './common.ts';
import { withoutTls } from './contact.ts';
import { closedOnHello, firstInTheSameHello, nameAnswers, nameAttempts, nobodysName, type NameAnswer } from './name-answers.ts';
import { suitesOf, survey, tlsAnswers, type Survey } from './survey.ts';

type Row = ServerNames['rows'][number];

const leafOf = ({ certificates: [leaf] }: Answer): string => (leaf ? createHash('sha256').update(leaf).digest('hex') : '');

const kindOf = (name: string): Row['kind'] => {
  if (name === '') return 'none';
  return name === nobodysName ? 'unknown' : 'configured';
};

/** It was said, or asked twice: nothing of what was offered under this name was served. */
const refused = (answer: Answer): boolean => (answer.serverHello === null && refusedByAlert(answer)) || closedOnHello(answer);

const blamesTheName = ({ alert }: Answer): boolean => alert?.description === unrecognizedName;

/** What another name was answered with, beside the leaves that the first one shows; `first`: what that met in the same hello, '' where it is served. */
function rowOf({ name, answer }: NameAnswer, leaves: ReadonlySet<string>, first: string): Row {
  const row = { name, kind: kindOf(name), how: '', sha256: leafOf(answer) };
  if (row.sha256 !== '' && leaves.size > 0) return { ...row, answer: leaves.has(row.sha256) ? 'same' : 'other' };
  if (row.sha256 !== '') return { ...row, answer: couldNotLook('no certificate was seen under the first name') };
  if (answer.serverHello && !answer.failure) return { ...row, answer: couldNotLook('no certificate was seen') };
  if (!refused(answer)) return { ...row, answer: unanswered(answer) };
  const how = instead(answer);
  if (first === '' || blamesTheName(answer)) return { ...row, answer: 'refused', how };
  return { ...row, answer: couldNotLook(`${how}, and under the first name ${first}`) };
}

async function rowsOf(dial: Dial, asked: Asked, seen: Survey): Promise<Row[]> {
  const leaves = await leavesOf(asked, seen);
  const others = await nameAnswers(dial, asked, seen);
  const doubtful = others.some(({ answer }) => refused(answer) && !blamesTheName(answer));
  const first = doubtful ? await firstInTheSameHello(dial, asked, seen) : '';
  return [...ofFirstName(seen, leaves), ...others.map((each) => rowOf(each, leaves, first))];
}

/** The first name, and where the server refuses that and answers to another, both. */
function ofFirstName({ contact: { serverName, refusedName } }: Survey, leaves: ReadonlySet<string>): Row[] {
  const [sha256 = ''] = leaves;
  const answer = sha256 === '' ? couldNotLook('no certificate was seen') : ('same' as const);
  const row = { name: serverName, kind: kindOf(serverName), answer, how: '', sha256 };
  if (!refusedName) return [row];
  const { name, how } = refusedName;
  return [{ name, kind: kindOf(name), answer: 'refused', how, sha256: '' }, row];
}

async function leavesOf(asked: Asked, seen: Survey): Promise<ReadonlySet<string>> {
  const answers = [...tlsAnswers(seen), ...(await suitesOf(asked, seen)).flatMap((each) => each.answers)];
  return new Set(answers.map(leafOf).filter((sha256) => sha256 !== ''));
}

/** `server_names`: what the server makes of SNI: the names asked for, none, and one that no server has. */
export const serverNames: Probe<ServerNames> = {
  group: 'server_names',
  shape: serverNamesShape,
  uses: (asked) => (asked.depth === 'full' ? [...sharedAttempts(asked), ...nameAttempts(asked)] : []),
  extra: () => 0,
  async observe(dial, asked) {
    if (asked.depth !== 'full') return notSeen('server_names', onlyInFull);
    const seen = await survey(dial, asked);
    const without = withoutTls('server_names', seen.contact);
    if (without) return without;
    return observed('server_names', { rows: await rowsOf(dial, asked, seen) });
  },
};

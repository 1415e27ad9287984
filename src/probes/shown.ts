import type { Answer, ServerHelloSeen } from '../model/attempt.ts';
import { isUnknown, type Leaf } from '../model/fact.ts';
import { tls10, tls12 } from './offers.ts';
import { chosenIn } from './outcome.ts';
import type { Versions } from './versions.ts';

/** What was seen of the server's sessions by all that was asked so far. */
export interface Shown {
  readonly versions: Versions;
  readonly answers: readonly Answer[]; // in which the server chose what it was offered
  readonly hellos: readonly ServerHelloSeen[]; // of TLS 1.0 to 1.2, in which extensions are answered in plaintext
  readonly below13: Leaf<true | null>; // one of these versions is accepted; null: none is
}

/** Whether any version in the range is accepted; null: none is. */
export function acceptedBetween({ accepted }: Versions, lowest: number, highest: number): Leaf<true | null> {
  const values = [...accepted].filter(([id]) => id >= lowest && id <= highest).map(([, value]) => value);
  return values.includes(true) || (values.find(isUnknown) ?? null);
}

export function shownBy(versions: Versions, answers: readonly Answer[]): Shown {
  const chosen = answers.filter((answer) => chosenIn(answer) !== null);
  const hellos = chosen.flatMap(({ serverHello }) =>
    serverHello && serverHello.version >= tls10 && serverHello.version <= tls12 ? [serverHello] : [],
  );
  return { versions, answers: chosen, hellos, below13: acceptedBetween(versions, tls10, tls12) };
}

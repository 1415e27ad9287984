import type { Answer, Attempt, Dial } from '../model/attempt.ts';

/** Answers that were given, by what was asked. */
export type Answers = Map<string, Promise<Answer>>;

/** Answers a second ask of an attempt from the first. */
export function share(dial: Dial, answers: Answers, keyOf: (attempt: Attempt) => string): Dial {
  return (attempt) => {
    const key = keyOf(attempt);
    const known = answers.get(key);
    if (known) return known;
    const answer = dial(attempt);
    answers.set(key, answer);
    void answer.then(({ failure }) => (failure?.kind === 'budget' ? answers.delete(key) : false)); // another target may have some left
    return answer;
  };
}

/** Of one target: attempts have names. */
export const byName = ({ name }: Attempt): string => name;

/** Of several targets with one address, who may mean different things by a name: all that is sent. A key stands behind a function, and is left out. */
export const byContent = (attempt: Attempt): string => JSON.stringify(attempt);

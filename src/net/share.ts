import type { Answer, Dial } from '../model/attempt.ts';

/** Answers a second ask of an attempt, by its name, from the first. */
export function share(dial: Dial): Dial {
  const answers = new Map<string, Promise<Answer>>();
  return (attempt) => {
    const answer = answers.get(attempt.name) ?? dial(attempt);
    answers.set(attempt.name, answer);
    return answer;
  };
}

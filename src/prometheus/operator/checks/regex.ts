import { couldNotLook } from '../../../model/fact.ts';
import { compilePattern, instructions } from '../../relabel/pattern.ts';
import type { Problem } from './problem.ts';

/** Of all the patterns of one object together: compiling takes time that grows with it. */
const mostInstructions = 200_000;
const largest = { characters: 4000, instructions: 100_000 }; // of one: less than what is compiled at all

/** No character of these means anything that could be wrong. */
const plainText = /^[\w|;:/@ -]{0,1000}$/;

export type RegexCheck = (pattern: string) => Problem;

/** Says why Prometheus does not compile a pattern, '' where it does; beyond a bound for one object nothing is said any more. */
export function createRegexCheck(): RegexCheck {
  let left = mostInstructions;
  return (pattern) => {
    if (plainText.test(pattern)) return '';
    const size = instructions(pattern);
    left -= size;
    if (left < 0 || size > largest.instructions || pattern.length > largest.characters)
      return couldNotLook('its patterns are too large to be checked');
    return 'unsupported' in compilePattern(pattern) ? 'error parsing regexp' : '';
  };
}

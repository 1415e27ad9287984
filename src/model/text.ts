/**
 * Control and format characters, lone surrogates, line and paragraph separators (Unicode categories Cc, Cf, Cs, Zl, Zp): escape sequences,
 * bidirectional overrides, zero-width and tag characters; everything that can move a cursor, reorder text or hide in it.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text from outside, made safe to carry on: unprintable characters become "�", and it is cut to `most` UTF-16 units. */
export function clean(text: string, most = 500): string {
  const cut = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return cut.replace(unprintable, '\ufffd');
}

/**
 * Lines that start with "::error" and the like, and "##[…]" or "##vso[…]" anywhere in a line, are commands to the CI systems that read a job's
 * output; a space within takes their meaning. "::1" and other addresses stay as they are: no command is spelled in hexadecimal digits alone.
 */
export const withoutCommands = (text: string): string => text.replace(/::(?=[a-z-]*[g-z])/gi, ': :').replace(/##(?=\S*\[)/g, '# #');

/** "1 rule", "2 rules". */
export const count = (number: number, noun: string, plural = `${noun}s`): string => `${number} ${number === 1 ? noun : plural}`;

/** Orders texts by code unit, whatever the locale. */
export const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

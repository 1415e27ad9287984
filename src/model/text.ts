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

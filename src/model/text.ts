/**
 * Control characters (C0, DEL, C1), bidirectional overrides, zero-width and line-separator characters: everything that can move a cursor, reorder text or hide in it.
 */
// eslint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** Text from outside, made safe to carry on: unprintable characters become "�", and it is cut to `most` UTF-16 units. */
export function clean(text: string, most = 500): string {
  const cut = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return cut.replace(unprintable, '\ufffd');
}

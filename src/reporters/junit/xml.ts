/** XML that is already escaped. Only `element` makes it. */
export type Element = string & { readonly escaped: unique symbol };

/** Characters that XML 1.0 (section 2.2) does not allow, not even as references. */
// eslint-disable-next-line no-control-regex
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '\n': '&#10;' };

const escapeAttribute = (text: string): string => escapeText(text).replace(/["'\n]/g, (character) => entities[character] ?? '');

/** A line of text that starts with "::" or holds "##" would be a command to a CI runner that shows it: written as references, it is none. */
const escapeText = (text: string): string =>
  text
    .replace(forbidden, '\ufffd')
    .replace(/[&<>]/g, (character) => entities[character] ?? '')
    .replace(/(?<=:):/g, '&#58;')
    .replace(/(?<=#)#/g, '&#35;');

type Attributes = Readonly<Record<string, string | number>>;

/** The tag that opens an element, without what closes an empty one. */
const opened = (name: string, attributes: Attributes): string =>
  `<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeAttribute(String(value))}"`)
    .join('')}`;

/** For an element whose content is written piece by piece, each with `indented`. */
export const startTag = (name: string, attributes: Attributes): string => `${opened(name, attributes)}>`;

/** An element as it stands in another. */
export const indented = (content: Element): string => `\n${content}`.replace(/\n(?= *<)/g, '\n  ');

/** An element with its attributes, and with elements or text in it. */
export function element(name: string, attributes: Attributes, content: readonly Element[] | string): Element {
  if (content.length === 0) return `${opened(name, attributes)}/>` as Element;
  const inner = typeof content === 'string' ? escapeText(content) : `${content.map(indented).join('')}\n`;
  return `${startTag(name, attributes)}${inner}</${name}>` as Element;
}

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

/** An element with its attributes, and with elements or text in it. */
export function element(name: string, attributes: Readonly<Record<string, string>>, content: readonly Element[] | string): Element {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`);
  const open = `<${name}${given.join('')}`;
  if (content.length === 0) return `${open}/>` as Element;
  if (typeof content === 'string') return `${open}>${escapeText(content)}</${name}>` as Element;
  const inner = content.map((each) => `\n${each}`.replace(/\n(?= *<)/g, '\n  ')).join('');
  return `${open}>${inner}\n</${name}>` as Element;
}

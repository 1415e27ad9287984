const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (/&(?!(#\d+|amp|lt|gt|quot|apos);)|</.test(text)) throw new Error(`unescaped markup in ${JSON.stringify(text.slice(0, 100))}`);
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_, code: string | undefined, name: string) =>
    code ? String.fromCodePoint(Number(code)) : (entities[name] ?? ''),
  );
}

/** The element names, and all text and attribute values, of a document; throws where it is not well-formed. */
export function xmlTexts(document: string): { names: Set<string>; texts: string[] } {
  const names = new Set<string>();
  const texts: string[] = [];
  const open: string[] = [];
  for (const [, text = '', closing, name = '', attributes = '', empty] of document
    .replace(/^<\?xml [^>]*\?>/, '')
    .matchAll(/([^<]*)<(\/)?([\w-]+)((?: [\w-]+="[^"<]*")*)(\/)?>/g)) {
    texts.push(unescaped(text), ...[...attributes.matchAll(/="([^"]*)"/g)].map(([, value = '']) => unescaped(value)));
    names.add(name);
    if (closing && open.pop() !== name) throw new Error(`</${name}> closes something else`);
    if (!closing && !empty) open.push(name);
  }
  if (open.length > 0) throw new Error(`${open.join(', ')} not closed`);
  const rest = document.replace(/^<\?xml [^>]*\?>/, '').replace(/<\/?[\w-]+(?: [\w-]+="[^"<]*")*\/?>/g, '');
  if (rest.includes('<')) throw new Error('a stray <');
  return { names, texts };
}

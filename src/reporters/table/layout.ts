/** Han, kana, Hangul, full-width forms and pictures take two columns (UAX #11); regional indicators one each, being pairs. */
const wide =
  /(?![\uff61-\uffdc\u{1f1e6}-\u{1f1ff}])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
/** Combining marks, Hangul vowels and finals, and emoji modifiers join the character before them. */
const joining = /[\p{Mn}\p{Me}\p{Cf}\p{Emoji_Modifier}\u1160-\u11ff]/u;

const columnsOf = (character: string): number => (joining.test(character) ? 0 : wide.test(character) ? 2 : 1);

/** How many terminal columns the text takes. */
export const widthOf = (text: string): number => {
  // eslint-disable-next-line no-control-regex
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  return Array.from(text).reduce((sum, character) => sum + columnsOf(character), 0);
};

export const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** The text in lines of at most `width` columns: broken between words, and within a word only where it is longer than a line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).flatMap((each) => pieces(each, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** A word that is longer than a line, in pieces; marks stay with their character. */
function pieces(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const found = [''];
  for (const character of word) {
    const last = found[found.length - 1] ?? '';
    if (widthOf(last) + columnsOf(character) <= width) found[found.length - 1] = last + character;
    else found.push(character);
  }
  return found;
}

/** One cell of a row; the last cell of a row takes the rest of the line. */
export interface Cell {
  readonly text: string;
  readonly paint: (text: string) => string;
  readonly width?: number;
}

/** A row of cells, each wrapped in its own column: the columns stay aligned however many lines it takes. */
export function row(indent: number, cells: readonly Cell[], width: number): string[] {
  const taken = cells.reduce((sum, cell) => sum + (cell.width === undefined ? 0 : cell.width + 2), indent);
  const columns = cells.map((cell) => cell.width ?? Math.max(width - taken, 8));
  if (cells.length > 1 && cells.some((cell, index) => longestWord(cell.text) > (columns[index] ?? 8))) return stacked(indent, cells, width);
  const wrapped = cells.map((cell, index) => wrap(cell.text, columns[index] ?? 8));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const shown = cells.map((cell, index) => cell.paint(wrapped[index]?.[line] ?? '') + gap(wrapped[index]?.[line], columns[index]));
    return (' '.repeat(indent) + shown.join('  ')).trimEnd();
  });
}

const longestWord = (text: string): number => Math.max(...text.split(/\s+/).map(widthOf));

/** Where a word does not fit its column, the last cell goes beneath the others, so that no name is broken that fits a line. */
function stacked(indent: number, cells: readonly Cell[], width: number): string[] {
  const before = cells.slice(0, -2);
  const hanging = before.reduce((sum, cell) => sum + (cell.width ?? 0) + 2, 0) || 2;
  const [above, below] = cells.slice(-2).map(({ text, paint }) => ({ text, paint }));
  return [...row(indent, above ? [...before, above] : before, width), ...row(indent + hanging, below ? [below] : [], width)];
}

const gap = (text = '', width = 0): string => ' '.repeat(Math.max(0, width - widthOf(text)));

import { Chalk } from 'chalk';
import type { RenderOptions } from '../../model/report.ts';
import type { Severity } from '../../model/rule.ts';
import { pad, row, widthOf, wrap, type Cell } from './layout.ts';

type Paint = (text: string) => string;

/** What the sections of the terminal report are drawn with: the width, the colours, and how much to say. */
export interface Page {
  readonly width: number;
  readonly verbose: boolean;
  readonly most: number; // entries of a list that are shown
  readonly bold: Paint;
  readonly dim: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly notice: Paint;
  readonly severity: Readonly<Record<Severity, Paint>>;
}

/** Below this no table can be read; such a terminal wraps the lines by itself. */
const leastWidth = 60;

export function createPage({ width, colour, verbose }: RenderOptions): Page {
  const chalk = new Chalk({ level: colour ? 1 : 0 });
  return {
    width: Math.max(width, leastWidth),
    verbose,
    most: verbose ? Number.POSITIVE_INFINITY : 5,
    bold: chalk.bold,
    dim: chalk.dim,
    good: chalk.green,
    bad: chalk.red.bold,
    notice: chalk.yellow,
    severity: { critical: chalk.redBright.bold, high: chalk.red, medium: chalk.yellow, low: chalk.blue },
  };
}

const plain: Paint = (text) => text;
export const cell = (text: string, paint: Paint = plain, width?: number): Cell =>
  width === undefined ? { text, paint } : { text, paint, width };

/** Lines of text under an indent. */
export const paragraph = (page: Page, indent: number, text: string, paint: Paint = plain): string[] =>
  row(indent, [cell(text, paint)], page.width);

/** "label: text" with a hanging indent of two. */
export function labelled(page: Page, indent: number, label: string, text: string): string[] {
  const lines = wrap(`${label}: ${text}`, page.width - indent - 2);
  return lines.map((line, index) =>
    index === 0
      ? ' '.repeat(indent) + page.bold(line.slice(0, label.length + 1)) + line.slice(label.length + 1)
      : ' '.repeat(indent + 2) + line,
  );
}

/** A heading over a rule, with a remark at the right edge where there is room for it, else beneath. */
export function heading(page: Page, title: string, remark = '', paint: Paint = page.bold): string[] {
  const room = page.width - widthOf(title) - 2;
  const line = page.dim('─'.repeat(page.width));
  if (remark === '' || widthOf(remark) > room)
    return [...paragraph(page, 0, title, paint), ...(remark === '' ? [] : paragraph(page, 0, remark)), line];
  return [paint(pad(title, page.width - widthOf(remark))) + remark, line];
}

import type { Reporter } from '../model/report.ts';

/**
 * JSON that is safe wherever it is shown: unprintable characters are written as \u escapes, so that no terminal obeys them, and so are < > &
 * (as Go's encoding/json does) and the second of two number signs, which Azure's and GitHub's runners read as a command. Reading it gives
 * the same value.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>&]|(?<=#)#/gu, escaped)}\n`;
}

const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** The report itself; schema/report.schema.json describes it. */
export const json: Reporter = (report) => jsonText(report);

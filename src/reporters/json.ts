import { scanError } from '../model/errors.ts';
import type { Reporter } from '../model/report.ts';

/**
 * JSON that is safe wherever it is shown: unprintable characters are written as \u escapes, so that no terminal obeys them, and so are < > &
 * (as Go's encoding/json does) and the second of two number signs, which Azure's and GitHub's runners read as a command. Reading it gives
 * the same value. Where it would be longer than a string can be, it has no indentation; throws a scan error where it is too long all the same.
 */
export function jsonText(value: unknown): string {
  for (const indent of [2, 0])
    try {
      const text = JSON.stringify(value, null, indent);
      return `${text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>&]|(?<=#)#/gu, escaped)}\n`;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  throw scanError('the report is too large for one document', 'scan some namespaces at a time: -n NAMESPACE (repeatable)');
}

const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** The report itself; schema/report.schema.json describes it. */
export const json: Reporter = (report) => jsonText(report);

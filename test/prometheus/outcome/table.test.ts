import { describe, expect, it } from 'vitest';
import { PgxError } from '../../../src/model/errors.ts';
import { parseScrapeErrors } from '../../../src/prometheus/outcome/index.ts';
import { checks } from '../../rules/support.ts';
import { errors } from './support.ts';

const reference = `references:\n  go: { id: Go, section: x, url: 'https://go.dev', says: y }\n`;
const entry = (more = ''): string =>
  `  - id: some-cause\n    where: target\n    texts: ['{get}tls: failed to verify certificate: x']\n    cause: c\n    confirm: c\n    fix: f\n    references: [go]\n${more}`;

/** The message with which the file is refused. */
function refused(text: string): string {
  try {
    parseScrapeErrors(text, 'errors.yaml');
  } catch (error) {
    return error instanceof PgxError ? `${error.message} | ${error.hint}` : String(error);
  }
  return '';
}

describe('the file', () => {
  it('resolves references, and knows what Prometheus 2.42 shows', () => {
    expect(parseScrapeErrors(`${reference}errors:\n${entry()}`, 'errors.yaml')).toEqual([
      expect.objectContaining({ id: 'some-cause', texts2x: ['{get}x'], rules: [], references: [expect.objectContaining({ id: 'Go' })] }),
    ]);
    const [older] = parseScrapeErrors(`${reference}errors:\n${entry('    texts2x: []\n')}`, 'errors.yaml');
    expect(older?.texts2x).toEqual([]);
  });

  it.each([
    ['a field that there is not', `${reference}errors:\n${entry('    fixes: f\n')}`, 'errors.yaml:11: errors.0.fixes'],
    ['a place that there is not', `${reference}errors:\n${entry().replace('target', 'nowhere')}`, 'errors.yaml:5: errors.0.where'],
    ['an entry given twice', `${reference}errors:\n${entry()}${entry()}`, 'errors.yaml:11: "some-cause" is given twice'],
    [
      'a reference that there is not',
      `${reference}errors:\n${entry().replace('[go]', '[goo]')}`,
      'errors.yaml:10: there is no reference "goo" | did you mean "go"?',
    ],
    ['broken YAML', 'errors: [', 'errors.yaml:1:'],
    ['multiplying aliases', 'a: &a [x]\nerrors: *a\nreferences: {}', 'errors.yaml:1:'],
  ])('is refused with %s', (_, text, message) => expect(refused(text)).toContain(message));
});

describe('rules/scrape-errors.yaml', () => {
  it('names only rules that there are', () => {
    const known = new Set(checks().rules.map(({ id }) => id));
    expect(errors.flatMap(({ rules }) => rules).filter((id) => !known.has(id))).toEqual([]);
  });

  it('shares no id with a rule: explain takes both', () => {
    const known = new Set(checks().rules.map(({ id }) => id));
    expect(errors.filter(({ id }) => known.has(id)).map(({ id }) => id)).toEqual([]);
  });

  it('says no text twice of one cause', () => {
    for (const { id, texts } of errors) expect(new Set(texts).size, id).toBe(texts.length);
  });

  it('says cause and fix in sentences', () => {
    for (const { id, cause, fix } of errors) {
      expect(cause, id).toMatch(/^[A-Z].*\.$/);
      expect(fix, id).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('has https references', () => {
    for (const { references } of errors) for (const { url } of references) expect(url).toMatch(/^https:\/\//);
  });
});

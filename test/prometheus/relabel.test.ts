import { readFileSync } from 'node:fs';
import { array, assert, constantFrom, dictionary, integer, oneof, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relabel, relabelConfigOf, relabelConfigOfFile, relabelProblem } from '../../src/prometheus/relabel/index.ts';
import { relabelings } from './jobs.ts';
import { notEvaluatedCases, refusedCases, relabelCases } from './relabel-cases/index.ts';
import { answerOf, oursOf, type Answer } from './relabel-cases/job.ts';

const recorded = JSON.parse(readFileSync(new URL('../../fixtures/relabel/prometheus-3.16.json', import.meta.url), 'utf8')) as Record<
  string,
  Answer
>;
const labels = new Map([
  ['app', 'pgx'],
  ['env', 'prod'],
]);

describe('relabeling gives what Prometheus 3.16 was seen to give', () => {
  it.each(relabelCases.filter((each) => !each.unsupported).map((each) => [each.name, each] as const))('%s', (name, each) => {
    expect(answerOf(oursOf(each))).toEqual(recorded[name]);
  });

  it('and says where Prometheus leaves the result to chance', () => {
    const left = relabelCases.filter((each) => each.unsupported).flatMap((each) => oursOf(each));
    expect(left).toMatchObject([{ outcome: 'unsupported', reason: expect.stringContaining('chance') as string }]);
  });

  it.each(refusedCases)('a configuration that it does not load: $name', ({ name, legacy, step }) => {
    expect(oursOf({ name, steps: [step], legacy: legacy === true })).toMatchObject([{ outcome: 'unsupported' }]);
  });

  it.each(notEvaluatedCases)('not evaluated: $name', ({ name, step }) => {
    expect(oursOf({ name, steps: [step] })).toMatchObject([{ outcome: 'unsupported' }]);
  });
});

describe('a label whose value is not known', () => {
  const unknown = new Map([
    ['secret', 'it was cut'],
    ['__meta_kubernetes_pod_*', 'pods not readable'],
  ]);
  const outcome = (...steps: readonly object[]): string => {
    const result = relabel(labels, relabelings(...steps), { unknown });
    return 'unsupported' in result ? result.unsupported : 'kept' in result ? JSON.stringify(Object.fromEntries(result.kept)) : 'dropped';
  };

  it.each([
    ['replace', { source_labels: ['app', 'secret'], target_label: 'x' }],
    ['keep', { source_labels: ['secret'], regex: '', action: 'keep' }],
    ['drop', { source_labels: ['__meta_kubernetes_pod_label_app'], regex: 'a', action: 'drop' }],
    ['keepequal', { source_labels: ['app'], target_label: 'secret', action: 'keepequal' }],
    ['hashmod', { source_labels: ['secret'], target_label: 'x', modulus: 2, action: 'hashmod' }],
    ['labelmap', { regex: 'se(.*)', action: 'labelmap' }],
    ['labelmap of some under a prefix', { regex: '__meta_kubernetes_pod_label_(.+)', action: 'labelmap' }],
    ['labelmap of many', { regex: '(a|_+meta)(.+)', action: 'labelmap' }],
  ])('read by %s: what comes of it is not known', (_, step) => {
    expect(outcome(step)).toMatch(/not known/);
  });

  it.each([
    ['another label is read', { source_labels: ['app'], target_label: 'x' }, '{"app":"pgx","env":"prod","x":"pgx"}'],
    ['names elsewhere are copied', { regex: '__meta_kubernetes_node_(.+)', action: 'labelmap' }, '{"app":"pgx","env":"prod"}'],
    ['it is only dropped', { regex: 'sec.*|__meta_.*|env', action: 'labeldrop' }, '{"app":"pgx"}'],
  ])('does no harm where %s', (_, step, expected) => {
    expect(outcome(step)).toBe(expected);
  });

  it.each([
    ['written', { target_label: 'secret', replacement: 'y' }, '{"app":"pgx","env":"prod","secret":"y","x":"y"}'],
    ['dropped', { regex: 'secret', action: 'labeldrop' }, '{"app":"pgx","env":"prod"}'],
    ['not kept', { regex: 'app|env', action: 'labelkeep' }, '{"app":"pgx","env":"prod"}'],
  ])('is known once it is %s', (_, step, expected) => {
    expect(outcome(step, { source_labels: ['secret'], target_label: 'x' })).toBe(expected);
  });
});

describe('RelabelConfig of an object', () => {
  it('has the defaults of the generated configuration, and its action in lower case', () => {
    const defaults = {
      sourceLabels: [],
      separator: ';',
      regex: '(.*)',
      modulus: 0,
      targetLabel: 'x',
      replacement: '$1',
      action: 'replace',
    };
    expect(relabelConfigOf({ targetLabel: 'x', regex: '', action: '' })).toEqual(defaults);
    expect(relabelConfigOf({ sourceLabels: ['a'], separator: '', replacement: '', targetLabel: 'x', action: 'LowerCase' })).toEqual({
      ...defaults,
      sourceLabels: ['a'],
      separator: '',
      replacement: '',
      action: 'lowercase',
    });
  });

  it('is read from a file as Prometheus reads it', () => {
    expect(relabelConfigOfFile({ source_labels: ['a'], target_label: 'x', regex: '', replacement: 9187 })).toMatchObject({
      sourceLabels: ['a'],
      targetLabel: 'x',
      regex: '',
      replacement: '9187',
    });
  });

  it.each([null, 'x', [], { sourceLabels: 'app' }, { modulus: -1 }, { modulus: 2 ** 60 }, { regex: { a: 1 } }])(
    'that is none is not evaluated: %j',
    (raw) => {
      const config = relabelConfigOf(raw);
      expect([relabelProblem({ ...config, targetLabel: 'x' }) === '', Array.isArray(raw)]).toEqual([
        Array.isArray(raw),
        Array.isArray(raw),
      ]);
    },
  );
});

describe('a tenant', () => {
  const slow = '(a+)+$ (a|aa)+ (.*)*x (x{1000}){1000} ((a?){30}){30} (a|b)*a(a|b){500} (\\p{L}|\\p{N}){900} .{900}.*(.|a|b)+.{900}'.split(
    ' ',
  );
  const texts = ['a'.repeat(20_000), 'ab'.repeat(9000), `${'é1'.repeat(500)}-`];

  it.each([...slow, `(${'ab|'.repeat(1300)})*`, 'x{1000}'.repeat(500), `${'('.repeat(900)}${')'.repeat(900)}`, 'a'.repeat(100_000)])(
    'takes no long time: %#',
    (regex) => {
      const before = performance.now();
      for (const text of texts)
        for (const action of ['replace', 'keep', 'labelmap'])
          relabel(
            new Map([[text, text]]),
            relabelings(...Array.from({ length: 20 }, () => ({ regex, action, source_labels: [text], target_label: 'x' }))),
          );
      expect(performance.now() - before).toBeLessThan(10_000);
    },
  );

  it.each([
    ['a value that doubles', { source_labels: ['app'], target_label: 'app', replacement: '$1$1' }, 400],
    ['labels that double', { regex: '(.*)', replacement: 'a$1', action: 'labelmap' }, 400],
    ['names that grow', { regex: '(.*)', replacement: '$1$1$1', action: 'labelmap' }, 400],
    ['more relabelings than anyone needs', { target_label: 'x' }, 100_000],
    ['many large patterns', { regex: 'a{1000}b', target_label: 'x' }, 400],
  ])('is bounded: %s', (_, step, times) => {
    const config = relabelConfigOfFile(step);
    expect(
      relabel(
        labels,
        Array.from({ length: times }, () => config),
      ),
    ).toHaveProperty('unsupported');
  });

  it('makes nothing throw, whatever he writes', () => {
    const piece = constantFrom(
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '$',
      '1',
      '|',
      '*',
      '+',
      '?',
      '\\',
      '^',
      'a',
      '\u{1f418}',
      '\ud800',
      'p{L}',
      '(?P<a>',
      '${',
      'i:',
      ',',
      '-',
    );
    const text = oneof(
      array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      string({ unit: 'binary', maxLength: 8 }),
    );
    const actions = constantFrom('replace', 'keep', 'drop', 'hashmod', 'labelmap', 'labeldrop', 'labelkeep', 'lowercase', 'keepequal', 'x');
    const config = record(
      {
        sourceLabels: array(text, { maxLength: 3 }),
        separator: text,
        regex: text,
        modulus: integer(),
        targetLabel: text,
        replacement: text,
        action: actions,
      },
      { requiredKeys: [] },
    );
    const holds = property(array(config, { maxLength: 4 }), dictionary(text, text), (configs, values) => {
      const result = relabel(
        new Map(Object.entries(values)),
        configs.map((each) => relabelConfigOf(each)),
      );
      expect(['kept', 'dropped', 'unsupported']).toContain(Object.keys(result)[0]);
    });
    assert(holds, { numRuns: 3000 });
  });
});

import { describe, expect, it } from 'vitest';
import { algorithmCases } from './cases/algorithms.ts';
import { constraintCases } from './cases/constraints.ts';
import { encodingCases } from './cases/encodings.ts';
import { pathCases } from './cases/paths.ts';
import { policyCases } from './cases/policies.ts';
import { uriCases } from './cases/uris.ts';
import { askGo } from './go.ts';
import { ourChain, ourNamed, shown } from './ours.ts';
import type { ChainCase } from './question.ts';

/** `npm run test:oracle`: whatever Go 1.26 says of a certificate, pgx-audit says in the same words. */

interface Disagreement {
  readonly title: string;
  readonly go: string;
  readonly ours: string;
}

async function compare(cases: readonly ChainCase[]): Promise<Disagreement[]> {
  const answers = await askGo(cases.map((each) => ({ kind: 'chain', ...each })));
  return cases.flatMap((each, index) => {
    const answer = answers[index];
    const named = each.names.map((name, at) => ({
      title: `${each.title}, as ${name}`,
      go: answer?.errors?.[at] ?? answer?.error ?? 'no answer',
      ours: ourNamed(each, name),
    }));
    const all = [{ title: each.title, go: answer?.error ?? 'no answer', ours: ourChain(each) }, ...named];
    return all.map((one) => ({ ...one, go: shown(one.go) })).filter(({ go, ours }) => go !== ours);
  });
}

describe('chains', () => {
  it.each([
    ['paths', pathCases],
    ['algorithms and keys', algorithmCases],
    ['name constraints', constraintCases],
    ['URIs and mailboxes', uriCases],
    ['policies', policyCases],
    ['encodings', encodingCases],
  ])('%s', async (_, cases) => {
    expect(await compare(cases)).toEqual([]);
    expect(cases.length).toBeGreaterThan(100);
  });
});

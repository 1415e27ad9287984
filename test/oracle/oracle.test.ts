import { describe, expect, it } from 'vitest';
import { algorithmCases } from './cases/algorithms.ts';
import { bundles } from './cases/bundles.ts';
import { constraintCases } from './cases/constraints.ts';
import { encodingCases } from './cases/encodings.ts';
import { handshakeCases } from './cases/handshakes.ts';
import { hostNames, namedLeaves } from './cases/names.ts';
import { pathCases } from './cases/paths.ts';
import { policyCases } from './cases/policies.ts';
import { uriCases } from './cases/uris.ts';
import { askGo } from './go.ts';
import { ourChain, ourHandshake, ourName, ourNamed, ourRoots, shown } from './ours.ts';
import type { ChainCase } from './question.ts';
import { brokenCase, randomCase } from './random.ts';

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

const seed = Number(process.env['ORACLE_SEED'] ?? 1);
const rounds = Number(process.env['ORACLE_ROUNDS'] ?? 2000);
const seeds = Array.from({ length: rounds }, (_, index) => seed + index);

describe(`seeds ${seed} to ${seed + rounds - 1}`, () => {
  it('random chains', async () => expect(await compare(seeds.map(randomCase))).toEqual([]));
  it('broken certificates', async () => expect(await compare(seeds.map(brokenCase))).toEqual([]));
});

describe('names', () => {
  it('are matched alike', async () => {
    const answers = await askGo(namedLeaves.map(({ der }) => ({ kind: 'names', chain: [der], names: hostNames })));
    const ours = namedLeaves.map(({ der }) => hostNames.map((host) => [host, ourName(der, host)]));
    expect(ours).toEqual(answers.map(({ errors }) => hostNames.map((host, at) => [host, shown(errors?.[at] ?? 'no answer')])));
  });
});

describe('crypto/tls', () => {
  it('says the same of a handshake, with what stands before it', async () => {
    const answers = await askGo(handshakeCases.map((each) => ({ kind: 'tls', ...each })));
    const said = answers.map(({ error }, index) => [handshakeCases[index]?.title, shown(error)]);
    expect(handshakeCases.map((each) => [each.title, ourHandshake(each, each.names[0] ?? '')])).toEqual(said);
  });
});

describe('encoding/pem', () => {
  it('finds as many certificates in a CA file', async () => {
    const answers = await askGo(Object.values(bundles).map((pem) => ({ kind: 'pem', pem })));
    const found = Object.entries(bundles).map(([title, pem]) => [title, ourRoots(pem)]);
    expect(found).toEqual(Object.keys(bundles).map((title, index) => [title, answers[index]?.count]));
  });
});

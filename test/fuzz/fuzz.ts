import { recordCorpus, type Corpus } from './corpus.ts';
import { randomOf } from './random.ts';
import { targets, useCertificates, type FuzzTarget } from './targets.ts';

export interface FuzzOptions {
  readonly seed: number;
  readonly inputs: number;
  readonly begun?: (target: string, input: Buffer) => void; // before each input is read, for who watches from outside
}

export interface FuzzResult {
  readonly inputs: number;
  readonly seconds: number;
  readonly perTarget: Readonly<Record<string, number>>;
  readonly slowest: { readonly target: string; readonly milliseconds: number; readonly bytes: number };
  readonly grownBy: number; // bytes of resident memory, at the most
}

/** What no input may cost: everything that one holds is bounded, and gone with it. */
const mostMemory = 400 << 20;
/** No input that the readers' bounds let in is more work than this; a busy machine is given a second and a third try. */
const mostMilliseconds = 2000;

export class Defect extends Error {
  constructor(what: string, target: string, input: Buffer, cause?: unknown) {
    super(`${what}\nreplay with: npm run fuzz -- --replay '${target}:${input.toString('base64')}'`, { cause });
    this.name = 'Defect';
  }
}

const nothing = Buffer.alloc(0);
const wheel: readonly FuzzTarget[] = targets.flatMap((target) => Array.from({ length: target.weight }, () => target));

async function timed(target: FuzzTarget, input: Buffer): Promise<number> {
  const startedAt = performance.now();
  try {
    await target.read(input);
  } catch (error) {
    throw new Defect(
      `${target.name} throws ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      target.name,
      input,
      error,
    );
  }
  return performance.now() - startedAt;
}

/** Reads one input; throws `Defect` where it throws what it should not, or takes too long three times. */
async function readOne(target: FuzzTarget, input: Buffer): Promise<number> {
  let least = await timed(target, input);
  for (let again = 0; again < 2 && least > mostMilliseconds; again += 1) least = Math.min(least, await timed(target, input));
  if (least > mostMilliseconds) throw new Defect(`${target.name} takes ${Math.round(least)} ms`, target.name, input);
  return least;
}

export async function replay(name: string, input: Buffer): Promise<number> {
  const target = targets.find((each) => each.name === name);
  if (!target) throw new Error(`no target "${name}"`);
  useCertificates(await recordCorpus());
  return readOne(target, input);
}

/** Reads so many inputs, one after another, each with a reader that its numbers choose. Throws `Defect`. */
export async function fuzz({ seed, inputs, begun }: FuzzOptions): Promise<FuzzResult> {
  const corpus: Corpus = await recordCorpus();
  useCertificates(corpus);
  const perTarget: Record<string, number> = {};
  let slowest = { target: '', milliseconds: 0, bytes: 0 };
  let grownBy = 0;
  const startedAt = performance.now();
  const before = process.memoryUsage.rss();
  for (let index = 0; index < inputs; index += 1) {
    const random = randomOf(seed, index);
    const target = random.pick(wheel);
    begun?.(`making of ${target.name}`, nothing);
    const input = target.make(corpus, random);
    begun?.(target.name, input);
    const milliseconds = await readOne(target, input);
    perTarget[target.name] = (perTarget[target.name] ?? 0) + 1;
    if (milliseconds > slowest.milliseconds) slowest = { target: target.name, milliseconds, bytes: input.length };
    if (index % 1000 === 0) grownBy = Math.max(grownBy, process.memoryUsage.rss() - before);
    if (grownBy > mostMemory) throw new Defect(`memory grew by ${Math.round(grownBy / 1e6)} MB`, target.name, input);
  }
  return { inputs, seconds: (performance.now() - startedAt) / 1000, perTarget, slowest, grownBy };
}

import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Defect, fuzz, replay, type FuzzResult } from './fuzz.ts';

/**
 * npm run fuzz -- [--inputs 1000000] [--seed 1] [--replay 'target:base64']; FUZZ_INPUTS and FUZZ_SEED say the same. The readers run in a thread of
 * their own, so that one which never comes back is seen, and its input printed.
 */

const mostInput = 400 * 1024;
const patienceMs = 20_000;

interface Shared {
  readonly memory: SharedArrayBuffer; // count of inputs begun · length of the target's name · length of the input · name · input
  readonly seed: number;
  readonly inputs: number;
}

function windowsOf(memory: SharedArrayBuffer): { readonly numbers: Uint32Array; readonly name: Uint8Array; readonly input: Uint8Array } {
  return { numbers: new Uint32Array(memory, 0, 3), name: new Uint8Array(memory, 12, 100), input: new Uint8Array(memory, 112) };
}

const tell = (result: FuzzResult | string): void => parentPort?.postMessage(result, []);

async function inThread({ memory, seed, inputs }: Shared): Promise<void> {
  const { numbers, name, input } = windowsOf(memory);
  const begun = (target: string, bytes: Buffer): void => {
    name.set(Buffer.from(target));
    input.set(bytes.subarray(0, mostInput));
    numbers.set([(numbers[0] ?? 0) + 1, target.length, bytes.length]);
  };
  try {
    tell(await fuzz({ seed, inputs, begun }));
  } catch (error) {
    tell(error instanceof Defect ? error.message : String(error instanceof Error ? error.stack : error));
  }
}

/** The result, or what is wrong, in words. */
function run(seed: number, inputs: number): Promise<FuzzResult | string> {
  const memory = new SharedArrayBuffer(112 + mostInput);
  const { numbers, name, input } = windowsOf(memory);
  const worker = new Worker(new URL(import.meta.url), { workerData: { memory, seed, inputs } satisfies Shared });
  return new Promise((resolve) => {
    let before = 0;
    const timer = setInterval(() => {
      const [begun = 0, nameLength = 0, inputLength = 0] = numbers;
      const target = Buffer.from(name.slice(0, nameLength)).toString();
      if (begun === before && begun > 0)
        give(new Defect(`${target} does not come back`, target, Buffer.from(input.slice(0, inputLength))).message);
      before = begun;
    }, patienceMs);
    const give = (result: FuzzResult | string): void => {
      clearInterval(timer);
      void worker.terminate();
      resolve(result);
    };
    worker.on('message', give).on('error', (error) => give(error.stack ?? error.message));
    worker.on('exit', () => give('the thread ended without a result: an input was never answered'));
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { inputs: { type: 'string' }, seed: { type: 'string' }, replay: { type: 'string' } } });
  if (values.replay !== undefined) {
    const [target = '', base64 = ''] = values.replay.split(':');
    console.log(`${target}: read or refused in ${(await replay(target, Buffer.from(base64, 'base64'))).toFixed(1)} ms`);
    return;
  }
  const inputs = Number(values.inputs ?? process.env['FUZZ_INPUTS'] ?? 1_000_000);
  const seed = Number(values.seed ?? process.env['FUZZ_SEED'] ?? 1);
  console.log(`fuzzing: ${inputs} inputs, seed ${seed}`);
  const result = await run(seed, inputs);
  if (typeof result === 'string') {
    console.error(`seed ${seed}: ${result}`);
    process.exitCode = 1;
    return;
  }
  const { seconds, perTarget, slowest, grownBy } = result;
  for (const [target, count] of Object.entries(perTarget)) console.log(`  ${String(count).padStart(8)}  ${target}`);
  console.log(
    `${result.inputs} inputs in ${seconds.toFixed(1)} s: ${Math.round(result.inputs / seconds)} inputs/s, seed ${seed}; memory grew by ${Math.round(grownBy / 1e6)} MB at the most`,
  );
  console.log(`slowest: ${slowest.target}, ${slowest.milliseconds.toFixed(1)} ms for ${slowest.bytes} bytes`);
}

if (isMainThread) await main();
else await inThread(workerData as Shared);

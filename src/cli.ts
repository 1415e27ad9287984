#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { processIo } from './commands/io.ts';
import { run } from './commands/run.ts';

// V8 lets a heap grow to several times what lives in it before it collects. A scan of thousands of endpoints leaves much behind it, and is to
// have no more memory than half of what it holds on top of that.
setFlagsFromString('--heap-growing-percent=50');

process.exitCode = await run(processIo());
// A credential plugin that was given up may still run: all is written, and nothing is waited for.
setTimeout(() => process.exit(), 1000).unref();

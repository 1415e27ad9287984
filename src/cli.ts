#!/usr/bin/env node
import { processIo } from './commands/io.ts';
import { run } from './commands/run.ts';

process.exitCode = await run(processIo());
// A credential plugin that was given up may still run: all is written, and nothing is waited for.
setTimeout(() => process.exit(), 1000).unref();
